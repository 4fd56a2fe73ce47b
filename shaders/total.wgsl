// The sum of some numbers in one dispatch, in the order that sum_rows.wgsl would take in two: first in runs of CHUNK.
//
//   out = Σ_p Σ_(i in [p·CHUNK, (p + 1)·CHUNK)) x[i]     (+ the same of y, if PAIR)
//
// Tile: one thread a run. Dispatch: one workgroup.
#read x 0 f32 N
@group(0) @binding(1) var<storage, read_write> out: array<f32, 1>;
#if PAIR
#read y 2 f32 M
var<workgroup> yRuns: array<f32, WORKGROUP>;
#end
var<workgroup> xRuns: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32) {
  var sum = 0f;
  for (var i = local * CHUNK; i < min(N, (local + 1) * CHUNK); i++) {
    sum += xAt(i);
  }
  xRuns[local] = sum;
#if PAIR
  sum = 0;
  for (var i = local * CHUNK; i < min(M, (local + 1) * CHUNK); i++) {
    sum += yAt(i);
  }
  yRuns[local] = sum;
#end
  workgroupBarrier();
  if (local > 0) {
    return;
  }
  var total = 0f;
  for (var p = 0u; p < (N + CHUNK - 1) / CHUNK; p++) {
    total += xRuns[p];
  }
#if PAIR
  var other = 0f;
  for (var p = 0u; p < (M + CHUNK - 1) / CHUNK; p++) {
    other += yRuns[p];
  }
  total += other;
#end
  out[0] = total;
}
