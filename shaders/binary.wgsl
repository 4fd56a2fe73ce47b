// out[i] = f(a[i], b[i mod NB]), b repeated along the leading axes; one of:
//   add, subtract, multiply
//   reluGradient      a where b > 0          a = dL/dy, b = y = relu(x)
//   sigmoidGradient   a · b · (1 − b)        a = dL/dy, b = y = sigmoid(x)
//   squareGradient    2 · a · b              a = dL/dy, b = x
//
// Numbers come in ELEMENTs: vec4f where they make whole ones, else f32.
//
// Tile: one thread an element. Dispatch: x (folded into y) over the elements.
#read a 0 ELEMENT N
#read b 1 ELEMENT NB
@group(0) @binding(2) var<storage, read_write> out: array<ELEMENT, N>;

fn add(p: ELEMENT, q: ELEMENT) -> ELEMENT {
  return p + q;
}

fn subtract(p: ELEMENT, q: ELEMENT) -> ELEMENT {
  return p - q;
}

fn multiply(p: ELEMENT, q: ELEMENT) -> ELEMENT {
  return p * q;
}

fn reluGradient(p: ELEMENT, q: ELEMENT) -> ELEMENT {
  return select(ELEMENT(), p, q > ELEMENT());
}

fn sigmoidGradient(p: ELEMENT, q: ELEMENT) -> ELEMENT {
  return p * q * (1 - q);
}

fn squareGradient(p: ELEMENT, q: ELEMENT) -> ELEMENT {
  return 2 * p * q;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i < N) {
    out[i] = FUNCTION(aAt(i), bAt(i % NB));
  }
}
