// Softmax cross-entropy of logits [ROWS, C] against class indices, which are whole numbers held as float32:
//
//   loss[r]     = SCALE · (log Σ_c e^(l[r, c] − m) + m − l[r, t])             m = max_c l[r, c], t = target[r]
//   GRADIENT      out[r, c] = SCALE · upstream · (softmax(l[r])[c] − [c = t])
//
// sum_rows.wgsl adds the losses. Tile: one thread a row. Dispatch: x (folded into y) over the rows.
#read logits 0 f32 ROWS * C
#read label 1 f32 ROWS
@group(0) @binding(2) var<storage, read_write> out: array<f32, OUT>;
#if GRADIENT
#read upstream 3 f32 1
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x + id.y * THREADS_X;
  if (row >= ROWS) {
    return;
  }
  let first = row * C;
  var largest = logitsAt(first);
  for (var c = 1u; c < C; c++) {
    largest = max(largest, logitsAt(first + c));
  }
  var sum = 0f;
  for (var c = 0u; c < C; c++) {
    sum += exp(logitsAt(first + c) - largest);
  }
  let wanted = u32(labelAt(row));
#if GRADIENT
  for (var c = 0u; c < C; c++) {
    let p = exp(logitsAt(first + c) - largest) / sum;
    out[first + c] = SCALE * upstreamAt(0) * (p - select(0f, 1f, c == wanted));
  }
#else
  out[row] = SCALE * (log(sum) + largest - logitsAt(first + wanted));
#end
}
