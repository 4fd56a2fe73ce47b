// Takes the rows of a batch out of a data set: out[b, i] = x[order[offset + b], i], for one training step. Of a data set
// that no binding holds whole, x is rows [FIRST, FIRST + ROWS), and the rows of other pieces are left to their own calls.
//
// Tile: one thread an element. Dispatch: x (folded into y) over B × C.
@group(0) @binding(0) var<storage, read_write> x: array<f32, ROWS * C>;
@group(0) @binding(1) var<storage, read_write> order: array<u32, ORDER>;
@group(0) @binding(2) var<storage, read_write> offset: array<u32, 1>;
@group(0) @binding(3) var<storage, read_write> out: array<f32, B * C>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= B * C) {
    return;
  }
  let row = order[offset[0] + thread / C];
  if (row >= FIRST && row < FIRST + ROWS) {
    out[thread] = x[(row - FIRST) * C + thread % C];
  }
}
