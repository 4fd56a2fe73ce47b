// The paper's heat map: out[i] = d where |d| ≥ THRESHOLD, else 0, with d = x[i] − prediction[i].
//
// Tile: one thread a pixel. Dispatch: x (folded into y) over the pixels.
#read x 0 f32 N
#read prediction 1 f32 N
@group(0) @binding(2) var<storage, read_write> out: array<f32, N>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    let d = xAt(i) - predictionAt(i);
    out[i] = select(0f, d, abs(d) >= THRESHOLD);
  }
}
