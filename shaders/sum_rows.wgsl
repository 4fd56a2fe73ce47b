// Sums runs of rows in a fixed order: out[g, p, c] = Σ_(r in [p·CHUNK, (p + 1)·CHUNK)) x[g, r, c], so that the same input
// always gives the same bits. Run twice for long inputs.
//
// Tile: one thread a sum. Dispatch: x (folded into y) over GROUPS × PARTS × C.
#read x 0 f32 GROUPS * ROWS * C
@group(0) @binding(1) var<storage, read_write> out: array<f32, GROUPS * PARTS * C>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= GROUPS * PARTS * C) {
    return;
  }
  let c = thread % C;
  let start = thread / (PARTS * C) * ROWS;
  let first = thread / C % PARTS * CHUNK;
  let last = min(ROWS, first + CHUNK);
  var sum = 0f;
  // UNROLL at a time are on their way from the memory together; they are added in their order all the same.
  for (var r = first; r < last; r += UNROLL) {
#for k UNROLL
    let x$k = xAt((start + min(r + $k, last - 1)) * C + c);
#end
#for k UNROLL
    sum += select(0f, x$k, r + $k < last);
#end
  }
  out[thread] = sum;
}
