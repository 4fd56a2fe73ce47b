// out[i] = f(a[i], b[i mod NB]), b repeated along the leading axes; one of:
//   add, subtract, multiply
//   reluGradient      a where b > 0          a = dL/dy, b = y = relu(x)
//   sigmoidGradient   a · b · (1 − b)        a = dL/dy, b = y = sigmoid(x)
//   squareGradient    2 · a · b              a = dL/dy, b = x
//
// Tile: one thread an element. Dispatch: x (folded into y) over the elements.
#read a 0 f32 N
#read b 1 f32 NB
@group(0) @binding(2) var<storage, read_write> out: array<f32, N>;

fn add(p: f32, q: f32) -> f32 {
  return p + q;
}

fn subtract(p: f32, q: f32) -> f32 {
  return p - q;
}

fn multiply(p: f32, q: f32) -> f32 {
  return p * q;
}

fn reluGradient(p: f32, q: f32) -> f32 {
  return select(0f, p, q > 0);
}

fn sigmoidGradient(p: f32, q: f32) -> f32 {
  return p * q * (1 - q);
}

fn squareGradient(p: f32, q: f32) -> f32 {
  return 2 * p * q;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    out[i] = FUNCTION(aAt(i), bAt(i % NB));
  }
}
