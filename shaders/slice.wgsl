// Takes columns out of every row, or puts them there: part[r, j] = whole[r, OFFSET + j], with INTO the other way round.
// Joining tensors along an axis is one such call a tensor, and its gradient the reverse of each.
//
// Tile: one thread a number. Dispatch: x (folded into y) over ROWS × PART.
@group(0) @binding(0) var<storage, read_write> part: array<f32, ROWS * PART>;
@group(0) @binding(1) var<storage, read_write> whole: array<f32, ROWS * WHOLE>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= ROWS * PART) {
    return;
  }
  let at = i / PART * WHOLE + OFFSET + i % PART;
#if INTO
  whole[at] = part[i];
#else
  part[i] = whole[at];
#end
}
