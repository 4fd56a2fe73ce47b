// Multiply-adds that never leave registers: each of CHAINS independent accumulators takes ROUNDS · UNROLL steps
// a ← a · p + q. The factors come from memory, so that nothing can be computed beforehand, and keep every value next to 1.
//
// 2 · CHAINS · UNROLL · ROUNDS operations a thread. Dispatch: x (folded into y) over THREADS.
@group(0) @binding(0) var<storage, read_write> factors: array<f32, 2>;
@group(0) @binding(1) var<storage, read_write> out: array<f32, THREADS>;

fn fused(a: f32, p: f32, q: f32) -> f32 {
  return fma(a, p, q);
}

fn written(a: f32, p: f32, q: f32) -> f32 {
  return a * p + q;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= THREADS) {
    return;
  }
  let p = factors[0];
  let q = factors[1];
#for c CHAINS
  var a$c = f32(i + $c) * 1e-6;
#end
  for (var round = 0u; round < ROUNDS; round++) {
#for u UNROLL
#for c CHAINS
    a$c = FORM(a$c, p, q);
#end
#end
  }
  var sum = 0f;
#for c CHAINS
  sum += a$c;
#end
  out[i] = sum;
}
