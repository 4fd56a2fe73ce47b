// Dropout (Srivastava et al. 2014), and its gradient, which drops the same numbers:
//
//   out[i] = x[i] / (1 − p) where the draw of i is kept, else 0          KEPT = (1 − p)·2³², GAIN = 1 / (1 − p)
//
// The draw is philox(i, draw) below KEPT; state = (seed, draw). Tile: one thread a number.
// Dispatch: x (folded into y) over the numbers.
#read x 0 f32 N
#read state 1 u32 2
@group(0) @binding(2) var<storage, read_write> out: array<f32, N>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    out[i] = select(0f, GAIN * xAt(i), philox(vec2u(i, stateAt(1)), stateAt(0)).x < KEPT);
  }
}
