// Gaussian negative log-likelihood of targets x whose mean and variance are both predicted, and its gradient, in one pass over
// stats [ROWS, 2 · N] = [mean | logvar]:
//
//   loss        = SCALE · Σ w · ½ (logvar + (x − mean)² e^−logvar)            x, w: [ROWS, N]; w masks what is not to be learned
//   d / dmean   = SCALE · w · (mean − x) e^−logvar
//   d / dlogvar = SCALE · w · ½ (1 − (x − mean)² e^−logvar)
//
//   partial[t] = the sum over CHUNK targets (total.wgsl adds the partials)       gradient [ROWS, 2 · N] (GRADIENT)
//
// The constant ½ log 2π is left out. Nix and Weigend, Proc. IEEE ICNN 1994, 55. Tile: one thread CHUNK targets, added up one after
// another. Dispatch: x (folded into y).
#read stats 0 f32 2 * COUNT
#read wanted 1 f32 COUNT
#read weight 2 f32 COUNT
@group(0) @binding(3) var<storage, read_write> partial: array<f32, PARTS>;
#if GRADIENT
@group(0) @binding(4) var<storage, read_write> gradient: array<f32, 2 * COUNT>;
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= PARTS) {
    return;
  }
  var sum = 0f;
  let last = min(COUNT, (thread + 1) * CHUNK);
  for (var at = thread * CHUNK; at < last; at++) {
    let mean = (at / N) * 2 * N + at % N;
    let logvar = statsAt(mean + N);
    let inverse = exp(-logvar);
    let off = statsAt(mean) - wantedAt(at);
    let w = weightAt(at);
    sum += w * 0.5 * (logvar + off * off * inverse);
#if GRADIENT
    gradient[mean] = SCALE * w * off * inverse;
    gradient[mean + N] = SCALE * w * 0.5 * (1 - off * off * inverse);
#end
  }
  partial[thread] = SCALE * sum;
}
