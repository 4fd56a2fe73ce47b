// The low frequencies of a plane on a finer grid, as a plane on a coarser one that covers the same:
//
//   out[k] = SCALE · mask[k] · x[k],   k the same frequencies in both, each ordered as FFTs order them
//
// SCALE is what the two grids' inverse transforms divide by, one over the other. mask is a plane of complex numbers of the coarser grid,
// of which the real part counts.
//
// Tile: one thread a pixel of the coarser grid. Dispatch: x (folded into y) over W · H.
#read x 0 vec2f FINE_W * FINE_H
#read mask 1 vec2f W * H
@group(0) @binding(2) var<storage, read_write> out: array<vec2f, W * H>;

fn inFine(k: u32, n: u32, fine: u32) -> u32 {
  return select(k, k + fine - n, 2 * k >= n);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= W * H) {
    return;
  }
  let source = inFine(i / W, H, FINE_H) * FINE_W + inFine(i % W, W, FINE_W);
  out[i] = SCALE * maskAt(i).x * xAt(source);
}
