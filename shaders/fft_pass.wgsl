// One pass of waves through a specimen: every line of some complex planes is transformed along one axis, changed, and transformed
// back, without leaving the workgroup:
//
//   x ← T⁻¹ [ m · T x ],   (F x)[k] = Σ_n x[n] e^(−2πi kn / N),   T = F or F⁻¹ (which divides by N)
//
// A multislice step is two of these: along rows, with T = F⁻¹ and m the slice's transmission; along columns, with T = F and m the
// propagator (Kirkland, Advanced Computing in Electron Microscopy, 2nd edition, §6.4). What else a pass may do:
//
//   FIRST, LAST   whether it transforms before and after
//   PROBES        x is made instead of read: factor · e^(−2πi (kx X + ky Y)), a focused probe at X, Y (in units of the plane's edges)
//   PHASE         m is e^(i Re x): a phase grating of the potential
//   FACTOR        m is a plane of W × H
//   DETECT        instead of x, the sums of |x|² over the line where each bit of `detectors` is set, up to four, are written
//
// Stockham's algorithm (Govindaraju et al., SC 2008): passes in radix 8 and, where REST is, one in radix 4 or 2 at the end. A thread holds the
// elements t, t + T, … t + 7 T of its line in registers before and after every pass; only between passes do they go through
// the workgroup's memory. Twiddles come from a table. KEPT is a multiple of T where there is a GAP (fft_lines.wgsl).
//
// Tile: LINES neighbouring lines, T = N / 8 threads each. Neighbouring threads take neighbouring lines where those lie side by side in
// memory. Dispatch: x (folded into y) over the groups of lines, z over the planes.
@group(0) @binding(1) var<storage, read_write> x: array<vec2f, PLANES * PITCH * H>;
#if PROBES
#read places 3 vec2f PLANES
#end
#if DETECT
#read detectors 4 u32 W * H
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f, PLANES * COUNT>;
var<workgroup> partial: array<vec4f, T * LINES>;
#end

const T = N / 8;
const TURN = 6.283185307179586;
const HALF = 0.7071067811865476;
const QUARTER = 1.5707963267948966;
const QUARTER_HEAD = 1.5703125;
const QUARTER_REST = 0.0004838267948966;
var<workgroup> held: array<vec2f, N * LINES>;

/// i · sign · a.
fn turned(a: vec2f, sign: f32) -> vec2f {
  return sign * vec2f(-a.y, a.x);
}

/// e^(i angle) by Taylor's series within an eighth of a turn, off by some 2⁻²³: WGSL promises its own sines to 2⁻¹¹ only.
fn wave(angle: f32) -> vec2f {
  let quarters = round(angle / QUARTER);
  // Cody and Waite: the quarter turn in two parts, of which the first has few enough digits for its product to be exact.
  let x = fma(-quarters, QUARTER_REST, fma(-quarters, QUARTER_HEAD, angle));
  let y = x * x;
  let sine = x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72))));
  let cosine = 1 - y / 2 * (1 - y / 12 * (1 - y / 30 * (1 - y / 56)));
  let side = i32(quarters) & 3;
  let even = select(vec2f(-cosine, -sine), vec2f(cosine, sine), side == 0);
  let odd = select(vec2f(sine, -cosine), vec2f(-sine, cosine), side == 1);
  return select(even, odd, (side & 1) == 1);
}

/// The even and the odd four of the registers, each four transformed.
fn four(v: ptr<function, Held>, sign: f32) {
#for b TWO
  {
    let even = (*v)[$b] + (*v)[$b + 4];
    let odd = (*v)[$b] - (*v)[$b + 4];
    let sum = (*v)[$b + 2] + (*v)[$b + 6];
    let difference = turned((*v)[$b + 2] - (*v)[$b + 6], sign);
    (*v)[$b] = even + sum;
    (*v)[$b + 2] = odd + difference;
    (*v)[$b + 4] = even - sum;
    (*v)[$b + 6] = odd - difference;
  }
#end
}

fn eight(v: ptr<function, Held>, sign: f32) {
  // The even and the odd elements by fours, then by twos.
  four(v, sign);
  let e0 = (*v)[0];
  let e1 = (*v)[2];
  let e2 = (*v)[4];
  let e3 = (*v)[6];
  let o0 = (*v)[1];
  let o1 = times((*v)[3], HALF * vec2f(1, sign));
  let o2 = turned((*v)[5], sign);
  let o3 = times((*v)[7], HALF * vec2f(-1, sign));
  (*v)[0] = e0 + o0;
  (*v)[1] = e1 + o1;
  (*v)[2] = e2 + o2;
  (*v)[3] = e3 + o3;
  (*v)[4] = e0 - o0;
  (*v)[5] = e1 - o1;
  (*v)[6] = e2 - o2;
  (*v)[7] = e3 - o3;
}

/// What a pass in radix 8 has made, `done` passes' elements apart, to where the next one takes it.
fn exchange(v: ptr<function, Held>, t: u32, lane: u32, done: u32) {
  let k = t % done;
  let out = (t - k) * 8 + k;
  workgroupBarrier();
#for r EIGHT
  held[(out + $r * done) * LINES + lane] = (*v)[$r];
#end
  workgroupBarrier();
#for r EIGHT
  (*v)[$r] = held[(t + $r * T) * LINES + lane];
#end
}

/// The line of which this thread holds a part, transformed; `sign` is −1 of F and 1 of F⁻¹.
fn transform(v: ptr<function, Held>, t: u32, lane: u32, sign: f32) {
  eight(v, sign);
  var done = 1u;
#for pass LATER
  {
    exchange(v, t, lane, done);
    done *= 8;
    let table = twiddlesAt((t % done) * (T / done));
    let w = vec2f(table.x, sign * table.y);
    let w2 = times(w, w);
    let w3 = times(w, w2);
    let w4 = times(w2, w2);
    (*v)[1] = times((*v)[1], w);
    (*v)[2] = times((*v)[2], w2);
    (*v)[3] = times((*v)[3], w3);
    (*v)[4] = times((*v)[4], w4);
    (*v)[5] = times((*v)[5], times(w, w4));
    (*v)[6] = times((*v)[6], times(w2, w4));
    (*v)[7] = times((*v)[7], times(w3, w4));
    eight(v, sign);
  }
#end
#if REST
  // Every element of the last pass stays in the register that it came from.
  exchange(v, t, lane, done);
#for b BUTTERFLIES
  {
    let table = twiddlesAt(t + $b * T);
    let w = vec2f(table.x, sign * table.y);
#if REST_IS_FOUR
    let w2 = times(w, w);
    (*v)[$b + 2] = times((*v)[$b + 2], w);
    (*v)[$b + 4] = times((*v)[$b + 4], w2);
    (*v)[$b + 6] = times((*v)[$b + 6], times(w, w2));
#else
    let near = (*v)[$b];
    let far = times((*v)[$b + 4], w);
    (*v)[$b] = near + far;
    (*v)[$b + 4] = near - far;
#end
  }
#end
#if REST_IS_FOUR
  four(v, sign);
#end
#end
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let lane = select(local / T, local % LINES, SIDE_BY_SIDE);
  let t = select(local % T, local / LINES, SIDE_BY_SIDE);
  // Every line exists: LINES divides COUNT, and the groups are no more than there are.
  let line = (group.x + group.y * (THREADS_X / WORKGROUP)) * LINES + lane;
  let plane = group.z;
  var v: Held;
#if PROBES
  let place = placesAt(plane);
#end
#for r EIGHT
  {
    let i = t + $r * T;
#if PROBES
    // Along columns, where the first transform is left out: the line is kx, the element ky.
    let turns = frequency(wideAt(line, 0), W) * place.x + frequency(i, H) * place.y;
    v[$r] = times(factorAt(wideAt(line, i)), wave(-TURN * (turns - round(turns))));
#else
    if ($r * T < KEPT) {
      v[$r] = x[at(plane, line, i)];
    } else if ($r * T >= N - KEPT) {
      v[$r] = x[at(plane, line, i - GAP)];
    }
#end
  }
#end
#if FIRST
  transform(&v, t, lane, SIGN);
#end
#if DETECT
  var sum = vec4f();
#end
#for r EIGHT
  {
#if FIRST
    v[$r] *= FIRST_SCALE;
#end
#if PHASE
    v[$r] = wave(v[$r].x);
#end
#if FACTOR
    v[$r] = times(v[$r], factorAt(wideAt(line, t + $r * T)));
#end
#if DETECT
    let bits = detectorsAt(wideAt(line, t + $r * T));
    sum += dot(v[$r], v[$r]) * vec4f((vec4u(bits) >> vec4u(0, 1, 2, 3)) & vec4u(1));
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
#if LAST
  transform(&v, t, lane, -SIGN);
#end
#for r EIGHT
  if ($r * T < KEPT) {
    x[at(plane, line, t + $r * T)] = v[$r] * LAST_SCALE;
  } else if ($r * T >= N - KEPT) {
    x[at(plane, line, t + $r * T - GAP)] = v[$r] * LAST_SCALE;
  }
#end
#end
}
#if PROBES

fn frequency(k: u32, n: u32) -> f32 {
  return select(f32(k), f32(k) - f32(n), 2 * k >= n);
}
#end
