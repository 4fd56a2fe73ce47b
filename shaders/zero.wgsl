// out[i] = 0: gradients before a step that adds to them.
//
// Tile: one thread a vec4. Dispatch: x (folded into y).
@group(0) @binding(0) var<storage, read_write> out: array<vec4f, N4>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N4) {
    out[i] = vec4f();
  }
}
