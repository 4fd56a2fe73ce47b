// out[i] = f(x[i]), one of:
//   relu      max(x, 0)
//   sigmoid   1 / (1 + e^−x), through e^−|x| so that neither branch overflows
//   exp       e^x
//   scale     FACTOR · x
//   square    x²
//   root      √x
//
// Tile: one thread an element. Dispatch: x (folded into y) over the elements.
#read x 0 f32 N
@group(0) @binding(1) var<storage, read_write> out: array<f32, N>;

fn relu(v: f32) -> f32 {
  return max(v, 0);
}

fn sigmoid(v: f32) -> f32 {
  let e = exp(-abs(v));
  return select(e, 1f, v >= 0) / (1 + e);
}

fn exponential(v: f32) -> f32 {
  return exp(v);
}

fn scale(v: f32) -> f32 {
  return FACTOR * v;
}

fn square(v: f32) -> f32 {
  return v * v;
}

fn root(v: f32) -> f32 {
  return sqrt(v);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    out[i] = FUNCTION(xAt(i));
  }
}
