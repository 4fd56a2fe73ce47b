// The pass of fft_pass.wgsl that multiplies by a factor between its two transforms,
//
//   x ← T⁻¹ [ m · T x ],   T = F or F⁻¹,
//
// in the registers of subgroups: for software adapters of eight lanes. Memory, a workgroup's included, costs them as much as ten operations, a
// barrier more, a shuffle as good as nothing.
//
// A line lies across the eight lanes of a subgroup: register r of lane t has the element t + 8 r. The first transform halves the line again
// and again (decimation in frequency: a + b, (a − b) w), first between registers, then between lanes, and leaves the element k where the bits
// of k are read backwards; the second one (decimation in time) undoes it in the opposite order. So nothing is ever put in order. Between
// registers' and lanes' halvings stands one factor e^(2πi t k / N) for each element.
//
// Registers are taken in blocks that the adapter's own registers can hold: FRONT stages of those that lie BLOCK apart, with the
// reads, for each of CHUNK remainders; then BACK stages of neighbours, CHUNKS times, with all up to the second transform's. KEPT is a
// multiple of 8 (fft_lines.wgsl).
//
// Tile: LINES neighbouring lines, eight threads each, of all planes one after another: they share factors and twiddles.
// Dispatch: x (folded into y) over the groups of lines.
enable subgroups;
@group(0) @binding(1) var<storage, read_write> x: array<vec2f, PLANES * PITCH * H>;

const TURN = 6.283185307179586;

/// e^(2πi t k / N) of this lane, for the register that holds k.
var<private> turns: Held;
/// For each stage between lanes, the first one farthest apart: the sign of this lane's own half, and its twiddle.
var<private> side: array<f32, 3>;
var<private> laneTurns: array<vec2f, 3>;

fn prepare(t: u32) {
  turns[0] = vec2f(1, 0);
#for b STAGES
  turns[1 << $b] = twiddlesAt(t << $b);
#end
#for r EACH
  {
    // Products of as few as the number has bits: a power by squaring would double its error each time.
    const LOW = $r & (-$r);
    if ($r != LOW) {
      turns[$r] = times(turns[$r - LOW], turns[LOW]);
    }
  }
#end
#for m LANE_STAGES
  {
    const MASK = 4u >> $m;
    let isFar = (t & MASK) != 0;
    side[$m] = select(1f, -1f, isFar);
    laneTurns[$m] = select(vec2f(1, 0), twiddlesAt((t & (MASK - 1)) * (N / (2 * MASK))), isFar);
  }
#end
}

/// The elements `at` and `apart` further on to the sum and, turned by w, the difference. All is known to the compiler but the elements.
fn halve(v: ptr<function, Held>, at: u32, apart: u32, w: vec2f) {
  let near = (*v)[at];
  let far = (*v)[at + apart];
  (*v)[at] = near + far;
  (*v)[at + apart] = times(near - far, exact(w));
}

/// The other way round, but for a factor of 2.
fn join(v: ptr<function, Held>, at: u32, apart: u32, w: vec2f) {
  let near = (*v)[at];
  let far = times((*v)[at + apart], exact(w));
  (*v)[at] = near + far;
  (*v)[at + apart] = near - far;
}

/// A sine that is all but 0 is 0, so that nothing is multiplied by it.
fn exact(w: vec2f) -> vec2f {
  return select(w, vec2f(), abs(w) < vec2f(1e-9));
}

fn signed(w: vec2f, sign: f32) -> vec2f {
  return vec2f(w.x, sign * w.y);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let t = local % 8;
  // Every line exists: LINES divides COUNT, and the groups are no more than there are.
  let line = (group.x + group.y * (THREADS_X / WORKGROUP)) * LINES + local / 8;
  prepare(t);
  var factors: Held;
#for r EACH
  // The element k = inner(…) of the line; the second transform's divisor with it.
  factors[$r] = SCALE * factorAt(wideAt(line, reverseBits(t + $r * 8) >> (32 - firstLeadingBit(N))));
#end
  for (var plane = 0u; plane < PLANES; plane++) {
    var v: Held;
#for b CHUNK
#for j CHUNKS
    {
      const R = $b + $j * BLOCK;
      if (R * 8 < KEPT) {
        v[R] = x[at(plane, line, t + R * 8)];
      } else if (R * 8 >= N - KEPT) {
        v[R] = x[at(plane, line, t + R * 8 - GAP)];
      } else {
        // Said of every plane: a variable of a loop may keep what it had.
        v[R] = vec2f();
      }
    }
#end
#for s FRONT
#for p FRONT_PAIRS
    {
      const HALF = REGISTERS >> ($s + 1);
      const APART = HALF / BLOCK;
      const AT = ($p / APART) * 2 * HALF + ($p % APART) * BLOCK + $b;
      const ANGLE = TURN / 2 * (AT % HALF) / HALF;
      halve(&v, AT, HALF, vec2f(cos(ANGLE), SIGN * sin(ANGLE)));
    }
#end
#end
#end
#for c CHUNKS
#for s BACK
#for p BACK_PAIRS
    {
      const HALF = BLOCK >> ($s + 1);
      const AT = $c * BLOCK + ($p / HALF) * 2 * HALF + $p % HALF;
      const ANGLE = TURN / 2 * ($p % HALF) / HALF;
      halve(&v, AT, HALF, vec2f(cos(ANGLE), SIGN * sin(ANGLE)));
    }
#end
#end
#for e CHUNK
    {
      const R = $c * BLOCK + $e;
      const K = reverseBits(u32(R)) >> (32 - STAGES);
      if (K != 0) {
        v[R] = times(v[R], signed(turns[K], SIGN));
      }
#for m LANE_STAGES
      v[R] = fma(v[R], vec2f(side[$m]), subgroupShuffleXor(v[R], 4u >> $m));
      if ($m < 2) {
        v[R] = times(v[R], signed(laneTurns[$m], SIGN));
      }
#end
      v[R] = times(v[R], factors[R]);
#for m LANE_STAGES
      if ($m > 0) {
        v[R] = times(v[R], signed(laneTurns[2 - $m], -SIGN));
      }
      v[R] = fma(v[R], vec2f(side[2 - $m]), subgroupShuffleXor(v[R], 1u << $m));
#end
      if (K != 0) {
        v[R] = times(v[R], signed(turns[K], -SIGN));
      }
    }
#end
#for s BACK
#for p BACK_PAIRS
    {
      const HALF = 1 << $s;
      const AT = $c * BLOCK + ($p / HALF) * 2 * HALF + $p % HALF;
      const ANGLE = TURN / 2 * ($p % HALF) / HALF;
      join(&v, AT, HALF, vec2f(cos(ANGLE), -SIGN * sin(ANGLE)));
    }
#end
#end
#end
#for b CHUNK
#for s FRONT
#for p FRONT_PAIRS
    {
      const HALF = BLOCK << $s;
      const APART = HALF / BLOCK;
      const AT = ($p / APART) * 2 * HALF + ($p % APART) * BLOCK + $b;
      const ANGLE = TURN / 2 * (AT % HALF) / HALF;
      join(&v, AT, HALF, vec2f(cos(ANGLE), -SIGN * sin(ANGLE)));
    }
#end
#end
#for j CHUNKS
    {
      const R = $b + $j * BLOCK;
      if (R * 8 < KEPT) {
        x[at(plane, line, t + R * 8)] = v[R];
      } else if (R * 8 >= N - KEPT) {
        x[at(plane, line, t + R * 8 - GAP)] = v[R];
      }
    }
#end
#end
  }
}
