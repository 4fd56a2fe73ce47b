// Multiply-adds that never leave registers: each of CHAINS independent accumulators takes ROUNDS steps a ← a · p + q.
// The factors come from memory, so that nothing can be computed beforehand, and keep every value next to 1.
//
// 2 · 4 · CHAINS · ROUNDS operations a thread. Dispatch: x (folded into y) over THREADS.
@group(0) @binding(0) var<storage, read_write> factors: array<vec4f, 2>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f, THREADS>;

fn fused(a: vec4f, p: vec4f, q: vec4f) -> vec4f {
  return fma(a, p, q);
}

fn written(a: vec4f, p: vec4f, q: vec4f) -> vec4f {
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
  var a$c = vec4f(f32(i + $c)) * 1e-6;
#end
  for (var round = 0u; round < ROUNDS; round++) {
#for c CHAINS
    a$c = FORM(a$c, p, q);
#end
  }
  var sum = vec4f();
#for c CHAINS
  sum += a$c;
#end
  out[i] = sum;
}
