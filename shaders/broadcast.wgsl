// Repeats x [OUTER, INNER] COUNT times along an axis between the two: out[o, r, i] = x[o, i]. Its gradient is the sum over
// that axis, sum_rows.wgsl.
//
// Tile: one thread a number. Dispatch: x (folded into y) over OUTER × COUNT × INNER.
#read x 0 f32 OUTER * INNER
@group(0) @binding(1) var<storage, read_write> out: array<f32, OUTER * COUNT * INNER>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < OUTER * COUNT * INNER) {
    out[i] = xAt(i / (COUNT * INNER) * INNER + i % INNER);
  }
}
