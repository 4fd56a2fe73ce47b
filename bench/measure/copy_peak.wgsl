// out[i] = x[i], one vec4 a thread. Dispatch: x (folded into y) over N4.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, N4>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f, N4>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N4) {
    out[i] = x[i];
  }
}
