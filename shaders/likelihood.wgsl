// Reconstruction losses, summed over pixels, and their gradients, in one pass over the prediction l.
//
//   bernoulli   −log p(x | l) = max(l, 0) − l·x + log(1 + e^−|l|)     l: logits; the stable form of BCE with logits
//               d/dl          = sigmoid(l) − x
//   gaussian    −log p(x | l) = ½ · ((l − x) / σ)²                    the constant is left out; PRECISION = 1 / σ²
//               d/dl          = (l − x) / σ²
//   SIGMOID     s = sigmoid(l) in place of l, and d/dl = d/ds · s · (1 − s)
//
//   partial[t] = SCALE · Σ over CHUNK elements (total.wgsl adds the partials)        gradient[i] = SCALE · d/dl (GRADIENT)
//
// Tile: one thread CHUNK numbers, as ELEMENTs: f32, or vec4f where their number allows it; four are added up one after
// another, so that the sum does not depend on which. Dispatch: x (folded into y).
#read prediction 0 ELEMENT COUNT
#read image 1 ELEMENT COUNT
@group(0) @binding(2) var<storage, read_write> partial: array<f32, PARTS>;
#if GRADIENT
@group(0) @binding(3) var<storage, read_write> gradient: array<ELEMENT, COUNT>;
#end

fn sigmoid(l: ELEMENT) -> ELEMENT {
  let e = exp(-abs(l));
  return select(e, ELEMENT(1), l >= ELEMENT()) / (1 + e);
}

fn bernoulli(l: ELEMENT, x: ELEMENT) -> ELEMENT {
  return max(l, ELEMENT()) - l * x + log(1 + exp(-abs(l)));
}

fn bernoulliSlope(l: ELEMENT, x: ELEMENT) -> ELEMENT {
  return sigmoid(l) - x;
}

fn gaussian(l: ELEMENT, x: ELEMENT) -> ELEMENT {
  return 0.5 * PRECISION * (l - x) * (l - x);
}

fn gaussianSlope(l: ELEMENT, x: ELEMENT) -> ELEMENT {
  return PRECISION * (l - x);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= PARTS) {
    return;
  }
  var sum = 0f;
  let last = min(COUNT, (thread + 1) * CHUNK / WIDTH);
  for (var at = thread * CHUNK / WIDTH; at < last; at++) {
    let x = imageAt(at);
#if SIGMOID
    let l = sigmoid(predictionAt(at));
#else
    let l = predictionAt(at);
#end
    let term = FUNCTION(l, x);
#if WIDE
    sum = sum + term.x + term.y + term.z + term.w;
#else
    sum += term;
#end
#if GRADIENT
#if SIGMOID
    gradient[at] = SCALE * SLOPE(l, x) * l * (1 - l);
#else
    gradient[at] = SCALE * SLOPE(l, x);
#end
#end
  }
  partial[thread] = SCALE * sum;
}
