// out[i] = x[i], stored as another type: f16 keeps 11 bits and numbers up to 65504.
//
// Tile: one thread an element. Dispatch: x (folded into y) over the elements.
enable f16;
#read x 0 FROM N
@group(0) @binding(1) var<storage, read_write> out: array<TO, N>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    out[i] = TO(xAt(i));
  }
}
