// Standard normal numbers from a counter: the same (seed, draw, index) gives the same number, on any adapter up to the
// rounding of log and cos. Bits: philox.wgsl; normals: Box and Muller, one pair of uniforms a number.
//
// out[i] = √(−2·log u) · cos(2π·v), (u, v) from philox(i, draw); state = (seed, draw).
// Tile: one thread a number. Dispatch: x (folded into y) over the numbers.
#read state 0 u32 2
@group(0) @binding(1) var<storage, read_write> out: array<f32, N>;

const TAU = 6.283185307179586;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= N) {
    return;
  }
  let bits = philox(vec2u(i, stateAt(1)), stateAt(0));
  // 24 bits each: exact in float32; the first in (0, 1] so that its logarithm is finite.
  let u = (vec2f(bits >> vec2u(8)) + vec2f(1, 0)) / 16777216;
  // WGSL vouches for cos within ±π only.
  out[i] = sqrt(-2 * log(u.x)) * cos(TAU * (u.y - round(u.y)));
}
