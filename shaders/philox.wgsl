// Random bits from a counter, Philox-2x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11): the same
// (counter, seed) gives the same bits on any adapter. Stands in front of the kernels that draw.

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
