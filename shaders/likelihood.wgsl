// Reconstruction losses, summed over pixels, and their gradients.
//
//   bernoulli   −log p(x | l) = max(l, 0) − l·x + log(1 + e^−|l|)     l: logits; the stable form of BCE with logits
//               d/dl          = sigmoid(l) − x
//   gaussian    −log p(x | l) = ½ · ((l − x) / σ)²                    the constant is left out; PRECISION = 1 / σ²
//               d/dl          = (l − x) / σ²
//
// forward: partial[t] = SCALE · Σ over CHUNK elements; sum_rows.wgsl adds the partials.
// gradient: out[i] = SCALE · upstream · d/dl.
//
// Tile: one thread CHUNK elements (forward) or one (gradient). Dispatch: x (folded into y).
@group(0) @binding(0) var<storage, read_write> prediction: array<f32, N>;
@group(0) @binding(1) var<storage, read_write> target_: array<f32, N>;
@group(0) @binding(2) var<storage, read_write> out: array<f32, OUT>;
#if GRADIENT
@group(0) @binding(3) var<storage, read_write> upstream: array<f32, 1>;
#end

fn bernoulli(l: f32, x: f32) -> f32 {
  return max(l, 0) - l * x + log(1 + exp(-abs(l)));
}

fn bernoulliGradient(l: f32, x: f32) -> f32 {
  let e = exp(-abs(l));
  return select(e, 1f, l >= 0) / (1 + e) - x;
}

fn gaussian(l: f32, x: f32) -> f32 {
  return 0.5 * PRECISION * (l - x) * (l - x);
}

fn gaussianGradient(l: f32, x: f32) -> f32 {
  return PRECISION * (l - x);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= OUT) {
    return;
  }
#if GRADIENT
  out[i] = SCALE * upstream[0] * FUNCTION(prediction[i], target_[i]);
#else
  var sum = 0f;
  let last = min(N, (i + 1) * CHUNK);
  for (var at = i * CHUNK; at < last; at++) {
    sum += FUNCTION(prediction[at], target_[at]);
  }
  out[i] = SCALE * sum;
#end
}
