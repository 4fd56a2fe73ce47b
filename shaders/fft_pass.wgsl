// One pass of a plane wave's way through a specimen: every line of some complex planes is transformed along one axis, changed, and
// transformed back, without leaving the workgroup's memory:
//
//   x ← T⁻¹ [ m · T x ],   (F x)[k] = Σ_n x[n] e^(−2πi kn / N),   T = F or F⁻¹ (which divides by N)
//
// A multislice step is two of these: along rows, with T = F⁻¹ and m the slice's transmission; along columns, with T = F and m the
// propagator (Kirkland, Advanced Computing in Electron Microscopy, 2nd edition, §6.4). What else a pass may do:
//
//   FIRST, LAST   whether it transforms before and after
//   PROBES        x is made instead of read: m · e^(−2πi (kx X + ky Y)), a focused probe at X, Y (in units of the plane's edges)
//   PHASE         m is e^(i Re x): a phase grating of the potential
//   FACTOR        m is a plane of the same size
//   DETECT        instead of x, the sums of |x|² over the line where each bit of `detectors` is set, up to four, are written
//
// Stockham's algorithm (Govindaraju et al., SC 2008) in radix 4, with one pass in radix 2 first where log2 N is odd; twiddles come from
// a table, for WGSL promises sines to 2^−11 only.
//
// Tile: LINES neighbouring lines, N / 4 threads each; a thread holds four elements. Neighbouring threads take neighbouring lines
// where those lie side by side in memory. Dispatch: x (folded into y) over the groups of lines, z over the planes.
#read twiddles 0 vec2f N
#if PROBES
#read places 3 vec2f PLANES
#end
#if FACTOR
#read factor 2 vec2f W * H
#end
#if DETECT
#read detectors 4 u32 W * H
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f, PLANES * COUNT>;
var<workgroup> partial: array<vec4f, N / 4 * LINES>;
#end
@group(0) @binding(1) var<storage, read_write> x: array<vec2f, PLANES * W * H>;

// COUNT lines of N elements STRIDE apart; NEXT from one line to the next.
const T = N / 4;
var<workgroup> held: array<vec2f, N * LINES>;

fn times(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

fn twiddle(k: u32, sign: f32) -> vec2f {
  let w = twiddlesAt(k);
  return vec2f(w.x, sign * w.y);
}

/// The held line, transformed in place; `sign` is −1 of F and 1 of F⁻¹.
fn transform(t: u32, lane: u32, sign: f32) {
#if ODD
  {
    let a = held[t * LINES + lane];
    let b = held[(t + T) * LINES + lane];
    let c = held[(t + 2 * T) * LINES + lane];
    let d = held[(t + 3 * T) * LINES + lane];
    workgroupBarrier();
    held[2 * t * LINES + lane] = a + c;
    held[(2 * t + 1) * LINES + lane] = a - c;
    held[2 * (t + T) * LINES + lane] = b + d;
    held[(2 * (t + T) + 1) * LINES + lane] = b - d;
    workgroupBarrier();
  }
#end
  for (var done = FIRST_STRIDE; done < N; done *= 4) {
    let k = t % done;
    let step = k * (T / done);
    let v0 = held[t * LINES + lane];
    let v1 = times(held[(t + T) * LINES + lane], twiddle(step, sign));
    let v2 = times(held[(t + 2 * T) * LINES + lane], twiddle(2 * step, sign));
    let v3 = times(held[(t + 3 * T) * LINES + lane], twiddle(3 * step, sign));
    workgroupBarrier();
    let even = v0 + v2;
    let odd = v0 - v2;
    let sum = v1 + v3;
    let difference = v1 - v3;
    let turned = sign * vec2f(-difference.y, difference.x);
    let out = (t - k) * 4 + k;
    held[out * LINES + lane] = even + sum;
    held[(out + done) * LINES + lane] = odd + turned;
    held[(out + 2 * done) * LINES + lane] = even - sum;
    held[(out + 3 * done) * LINES + lane] = odd - turned;
    workgroupBarrier();
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let lane = select(local / T, local % LINES, STRIDE > 1);
  let t = select(local % T, local / LINES, STRIDE > 1);
  let line = (group.x + group.y * (THREADS_X / WORKGROUP)) * LINES + lane;
  let plane = group.z;
  // Every line exists: LINES divides COUNT, and the groups are no more than there are.
  let start = line * NEXT;
  let base = plane * W * H;
#for r HELD
  {
    let at = t + $r * T;
    let i = start + at * STRIDE;
#if PROBES
    // Along columns, where the first transform is left out: the line is kx, `at` is ky.
    let place = placesAt(plane);
    let turns = f32(frequency(line, W)) * place.x + f32(frequency(at, H)) * place.y;
    let angle = -6.283185307179586 * (turns - round(turns));
    held[at * LINES + lane] = times(factorAt(i), vec2f(cos(angle), sin(angle)));
#else
    held[at * LINES + lane] = x[base + i];
#end
  }
#end
  workgroupBarrier();
#if FIRST
  transform(t, lane, SIGN);
#end
#if DETECT
  var sum = vec4f();
#end
#for r HELD
  {
    let at = t + $r * T;
    var value = held[at * LINES + lane];
#if FIRST
    value *= FIRST_SCALE;
#end
#if PHASE
    // WGSL promises sines of no more than half a turn either way.
    let angle = value.x - 6.283185307179586 * round(value.x / 6.283185307179586);
    value = vec2f(cos(angle), sin(angle));
#end
#if MULTIPLY
    value = times(value, factorAt(start + at * STRIDE));
#end
    held[at * LINES + lane] = value;
#if DETECT
    let bits = detectorsAt(start + at * STRIDE);
    sum += dot(value, value) * vec4f((vec4u(bits) >> vec4u(0, 1, 2, 3)) & vec4u(1));
#end
  }
#end
#if DETECT
  partial[t * LINES + lane] = sum;
  workgroupBarrier();
  if (t == 0) {
    var total = vec4f();
    for (var other = 0u; other < T; other++) {
      total += partial[other * LINES + lane];
    }
    sums[plane * COUNT + line] = total;
  }
#else
  workgroupBarrier();
#if LAST
  transform(t, lane, -SIGN);
#end
#for r HELD
  {
    let at = t + $r * T;
#if LAST
    x[base + start + at * STRIDE] = held[at * LINES + lane] * LAST_SCALE;
#else
    x[base + start + at * STRIDE] = held[at * LINES + lane];
#end
  }
#end
#end
}

#if PROBES
fn frequency(k: u32, n: u32) -> i32 {
  return select(i32(k), i32(k) - i32(n), 2 * k >= n);
}
#end
