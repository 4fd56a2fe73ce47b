// The reparameterisation trick and the Kullback–Leibler divergence to N(0, 1), forward and backward.
// stats = [mean | logvar], [B, 2L]; logvar is clamped to ±LIMIT, where e^logvar is still finite in float32.
//
//   z         = mean + e^(logvar / 2) · ε
//   monteCarlo  kl = ½ (z² − ε² − logvar)                 log q(z|x) − log p(z) at the one sample z
//   analytic    kl = ½ (e^logvar + mean² − 1 − logvar)
//
// forward:  z [B, L], kl[B·L] (SCALE · each term; sum_rows.wgsl adds them).
// gradient: dstats [B, 2L] from dz [B, L] and the scalar dkl. With s = e^(logvar / 2):
//   monteCarlo  dz' = dz + k·z,   dmean = dz',              dlogvar = ½ (s·ε·dz' − k)        k = SCALE · dkl
//   analytic                      dmean = dz + k·mean,      dlogvar = ½ (s·ε·dz + k·(s² − 1))
//
// Tile: one thread a latent number. Dispatch: x (folded into y) over B·L.
#read stats 0 f32 B * 2 * L
#read noise 1 f32 B * L
#if GRADIENT
#read dz 2 f32 B * L
#read dkl 3 f32 1
@group(0) @binding(4) var<storage, read_write> dstats: array<f32, B * 2 * L>;
#else
@group(0) @binding(2) var<storage, read_write> z: array<f32, B * L>;
@group(0) @binding(3) var<storage, read_write> kl: array<f32, B * L>;
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= B * L) {
    return;
  }
  let at = i / L * 2 * L + i % L;
  let mean = statsAt(at);
  let raw = statsAt(at + L);
  let logvar = clamp(raw, -LIMIT, LIMIT);
  let sigma = exp(0.5 * logvar);
  let e = noiseAt(i);
  let sample = mean + sigma * e;
#if GRADIENT
  let k = SCALE * dklAt(0);
  var dmean = dzAt(i);
  var dlogvar = 0f;
#if MONTE_CARLO
  dmean += k * sample;
  dlogvar = 0.5 * (sigma * e * dmean - k);
#else
  dlogvar = 0.5 * (sigma * e * dmean + k * (sigma * sigma - 1));
  dmean += k * mean;
#end
  dstats[at] = dmean;
  dstats[at + L] = select(0f, dlogvar, raw == logvar);
#else
  z[i] = sample;
#if MONTE_CARLO
  kl[i] = SCALE * 0.5 * (sample * sample - e * e - logvar);
#else
  kl[i] = SCALE * 0.5 * (sigma * sigma + mean * mean - 1 - logvar);
#end
#end
}
