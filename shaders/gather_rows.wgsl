// Takes the rows of a batch out of a data set: out[b, i] = x[order[offset + b], i], for one training step. Of a data set
// that no binding holds whole, x is rows [FIRST, FIRST + ROWS), and the rows of other pieces are left to their own calls.
//
// A row has C elements: numbers, or vec4s of them. The data set stays a buffer: it is read once a step, and may be large.
//
// Tile: one thread an element. Dispatch: x (folded into y) over B × C.
@group(0) @binding(0) var<storage, read_write> x: array<ELEMENT, ROWS * C>;
#read order 1 u32 ORDER
#read offset 2 u32 1
@group(0) @binding(3) var<storage, read_write> out: array<ELEMENT, B * C>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= B * C) {
    return;
  }
  let row = orderAt(offsetAt(0) + thread / C);
  if (row >= FIRST && row < FIRST + ROWS) {
    out[thread] = x[(row - FIRST) * C + thread % C];
  }
}
