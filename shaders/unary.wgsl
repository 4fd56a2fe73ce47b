// out[i] = f(x[i]), one of:
//   relu      max(x, 0)
//   sigmoid   1 / (1 + e^−x), through e^−|x| so that neither branch overflows
//   exp       e^x
//   scale     FACTOR · x
//   square    x²
//   root      √x
//
// Numbers come in ELEMENTs: vec4f where they make whole ones, else f32.
//
// Tile: one thread an element. Dispatch: x (folded into y) over the elements.
#read x 0 ELEMENT N
@group(0) @binding(1) var<storage, read_write> out: array<ELEMENT, N>;

fn relu(v: ELEMENT) -> ELEMENT {
  return max(v, ELEMENT());
}

fn sigmoid(v: ELEMENT) -> ELEMENT {
  let e = exp(-abs(v));
  return select(e, ELEMENT(1), v >= ELEMENT()) / (1 + e);
}

fn exponential(v: ELEMENT) -> ELEMENT {
  return exp(v);
}

fn scale(v: ELEMENT) -> ELEMENT {
  return FACTOR * v;
}

fn square(v: ELEMENT) -> ELEMENT {
  return v * v;
}

fn root(v: ELEMENT) -> ELEMENT {
  return sqrt(v);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    out[i] = FUNCTION(xAt(i));
  }
}
