// One axis of a separable Gaussian blur of n images, the edge pixel repeated beyond the edge:
//
//   out[.., k] = Σ_(|j| ≤ RADIUS) g(j) · x[.., clamp(k + j, 0, LENGTH − 1)],   g(j) ∝ e^(−j² / 2σ²), Σ g = 1
//
// weights holds g(−RADIUS … RADIUS), normalised on the host. An axis is LENGTH elements STRIDE apart.
//
// Tile: one thread a pixel. Dispatch: x (folded into y) over the pixels.
#read x 0 f32 N
#read weights 1 f32 2 * RADIUS + 1
@group(0) @binding(2) var<storage, read_write> out: array<f32, N>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= N) {
    return;
  }
  let k = i32(i / STRIDE % LENGTH);
  let line = i32(i) - k * i32(STRIDE);
  var sum = 0f;
  for (var j = -i32(RADIUS); j <= i32(RADIUS); j++) {
    let at = clamp(k + j, 0, i32(LENGTH) - 1);
    sum += weightsAt(u32(j + i32(RADIUS))) * xAt(u32(line + at * i32(STRIDE)));
  }
  out[i] = sum;
}
