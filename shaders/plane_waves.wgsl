// Plane waves, one a plane, along rows in Fourier space and along columns in real space (fft_pass.wgsl, PROBES):
//
//   x[p, y, column] = e^(2πi ky y / H) / H where `column` is that of kx, and 0 elsewhere,   (column, ky) = frequencies[p]
//
// ky is counted from 0 to H − 1; of the plane's columns in Fourier space PITCH are stored, as many at either end. Twiddles come from a table.
//
// Tile: one thread a number. Dispatch: x (folded into y) over the stored numbers of a plane, z over the planes.
#read twiddles 0 vec2f H
#read frequencies 1 vec2u PLANES
@group(0) @binding(2) var<storage, read_write> x: array<vec2f, PLANES * PITCH * H>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= PITCH * H) {
    return;
  }
  let k = frequenciesAt(id.z);
  let wave = twiddlesAt((k.y * (i / PITCH)) % H) / f32(H);
  x[id.z * PITCH * H + i] = select(vec2f(), wave, i % PITCH == k.x);
}
