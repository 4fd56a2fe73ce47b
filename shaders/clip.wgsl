// Makes gradients shorter whose norm is over a limit: g ← g · min(1, LIMIT / (norm + 10⁻⁶)), as PyTorch does.
//
// Tile: one thread a vec4. Dispatch: x (folded into y).
@group(0) @binding(0) var<storage, read_write> g: array<vec4f, N4>;
#read norm 1 f32 1

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N4) {
    g[i] *= min(1f, LIMIT / (normAt(0) + 1e-6));
  }
}
