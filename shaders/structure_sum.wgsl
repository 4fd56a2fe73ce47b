// The projected potential of a slice in Fourier space: the sum of its atoms', each at its own place,
//
//   V(k) = Σ_e f_e(k) Σ_(atoms a of e) e^(−2πi kx X_a) · e^(−2πi ky Y_a)
//
// columns holds the first factor of each atom and rows the second: [ATOMS, W] and [ATOMS, H] complex numbers, made on the host in
// float64. The atoms stand by element; those of element e end before ends[e]. f is [ELEMENTS, H, W].
//
// Tile: one thread a coefficient, the atoms in a loop. Dispatch: x (folded into y) over W · H.
#read columns 0 vec2f ATOMS * W
#read rows 1 vec2f ATOMS * H
#read ends 2 u32 ELEMENTS
#read factors 3 f32 ELEMENTS * W * H
@group(0) @binding(4) var<storage, read_write> out: array<vec2f, W * H>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= W * H) {
    return;
  }
  let kx = i % W;
  let ky = i / W;
  var atom = 0u;
  var total = vec2f();
  for (var e = 0u; e < ELEMENTS; e++) {
    var sum = vec2f();
    for (; atom < endsAt(e); atom++) {
      let a = columnsAt(atom * W + kx);
      let b = rowsAt(atom * H + ky);
      sum += vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
    }
    total += factorsAt(e * W * H + i) * sum;
  }
  out[i] = total;
}
