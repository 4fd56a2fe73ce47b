// Takes the rows of a batch out of a data set: out[b, i] = x[order[offset + b], i], for one training step. Of a data set
// that no binding holds whole, x is rows [FIRST, FIRST + ROWS), and the rows of other pieces are left to their own calls.
//
// A row has C elements: vec4s where it is WIDE, else numbers. The data set stays in its buffer: it may be large, and a step reads little of it.
//
// Tile: one thread an element. Dispatch: x (folded into y) over B × C.
#if WIDE
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, ROWS * C>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f, B * C>;
#else
#read x 0 f32 ROWS * C
@group(0) @binding(3) var<storage, read_write> out: array<f32, B * C>;
#end
#read order 1 u32 ORDER
#read offset 2 u32 1

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= B * C) {
    return;
  }
  let row = orderAt(offsetAt(0) + thread / C);
  if (row >= FIRST && row < FIRST + ROWS) {
    let at = (row - FIRST) * C + thread % C;
#if WIDE
    out[thread] = x[at];
#else
    out[thread] = xAt(at);
#end
  }
}
