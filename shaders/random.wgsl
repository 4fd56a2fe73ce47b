// Standard normal numbers from a counter: the same (seed, draw, index) gives the same number, on any adapter up to the
// rounding of log and cos. Bits: Philox-2x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11);
// normals: Box and Muller, one pair of uniforms a number.
//
// state = (seed, draw). Tile: one thread a number. Dispatch: x (folded into y) over the numbers.
@group(0) @binding(0) var<storage, read_write> state: array<u32, 2>;
@group(0) @binding(1) var<storage, read_write> out: array<f32, N>;

const TAU = 6.283185307179586;

// The 64-bit product of two 32-bit numbers as (high, low), from 16-bit halves: WGSL has no wide multiply.
fn wideProduct(a: u32, b: u32) -> vec2u {
  let al = a & 0xffff;
  let ah = a >> 16;
  let bl = b & 0xffff;
  let bh = b >> 16;
  let middle = ah * bl + ((al * bl) >> 16);
  let carry = al * bh + (middle & 0xffff);
  return vec2u(ah * bh + (middle >> 16) + (carry >> 16), a * b);
}

fn philox(counter: vec2u, seed: u32) -> vec2u {
  var c = counter;
  var key = seed;
  for (var round = 0; round < 10; round++) {
    let product = wideProduct(0xd256d193u, c.x);
    c = vec2u(product.x ^ key ^ c.y, product.y);
    key += 0x9e3779b9u;
  }
  return c;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= N) {
    return;
  }
  let bits = philox(vec2u(i, state[1]), state[0]);
  // 24 bits each: exact in float32; the first in (0, 1] so that its logarithm is finite.
  let u = (vec2f(bits >> vec2u(8)) + vec2f(1, 0)) / 16777216;
  // WGSL vouches for cos within ±π only.
  out[i] = sqrt(-2 * log(u.x)) * cos(TAU * (u.y - round(u.y)));
}
