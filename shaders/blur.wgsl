// One axis of a separable Gaussian blur of n images, the edge pixel repeated beyond the edge:
//
//   out[.., k] = Σ_(|j| ≤ RADIUS) g(j) · x[.., clamp(k + j, 0, LENGTH − 1)],   g(j) ∝ e^(−j² / 2σ²), Σ g = 1
//
// weights holds g(−RADIUS … RADIUS), normalised on the host, and seven zeros. An axis is LENGTH elements STRIDE apart; there are
// LINES of them, each of RUNS runs.
//
// Tile: one thread a run of eight pixels of a line. It reads each pixel and each weight once: the weights move past the run, one
// pixel further at every pixel read. Dispatch: x (folded into y) over the runs.
#read x 0 f32 N
#read weights 1 f32 2 * RADIUS + 8
@group(0) @binding(2) var<storage, read_write> out: array<f32, N>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= LINES * RUNS) {
    return;
  }
  // Neighbours in a workgroup are neighbours in memory, along the line or across.
  let line = select(i % LINES, i / RUNS, STRIDE == 1);
  let first = 8 * select(i / LINES, i % RUNS, STRIDE == 1);
  let start = line / STRIDE * STRIDE * LENGTH + line % STRIDE;
  var near = vec4f();
  var far = vec4f();
  var sumNear = vec4f();
  var sumFar = vec4f();
  for (var j = 0u; j < 2 * RADIUS + 8; j++) {
    far = vec4f(near.w, far.xyz);
    near = vec4f(weightsAt(j), near.xyz);
    let at = clamp(i32(first + j) - i32(RADIUS), 0, i32(LENGTH) - 1);
    let value = xAt(start + u32(at) * STRIDE);
    sumNear += near * value;
    sumFar += far * value;
  }
#for r LANES
  if (first + $r < LENGTH) {
    out[start + (first + $r) * STRIDE] = sumNear[$r];
  }
#end
#for r LANES
  if (first + 4 + $r < LENGTH) {
    out[start + (first + 4 + $r) * STRIDE] = sumFar[$r];
  }
#end
}
