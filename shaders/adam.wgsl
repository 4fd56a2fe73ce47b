// Adam (Kingma and Ba 2015), as PyTorch writes it, over a run of parameters at once:
//
//   m ← β1·m + (1 − β1)·g        v ← β2·v + (1 − β2)·g²
//   w ← w − (lr / (1 − β1^t)) · m / (√v / √(1 − β2^t) + ε)
//   COUPLED      g + DECAY·w in place of g: Adam's weight decay
//   DECOUPLED    (1 − lr·decay)·w in place of w: AdamW (Loshchilov and Hutter 2019)
//
// hyper = (lr / (1 − β1^t), 1 / √(1 − β2^t), 1 − lr·decay), GAIN1 = 1 − β1 and GAIN2 = 1 − β2 are computed in float64 on the
// host: a difference of numbers next to 1 has few digits left in float32.
// SUMS: some gradients are still rows of partial sums, which are added up here in their order. Of a BLOCK of gradients
// sources[block] says where the rows begin in `summed`, how many there are (0: g holds the gradient itself), how long
// they are, and which column the block begins with.
//
// The gaps between parameters hold zeros and stay zero. Tile: one thread a vec4. Dispatch: x (folded into y).
@group(0) @binding(0) var<storage, read_write> w: array<vec4f, N4>;
@group(0) @binding(1) var<storage, read_write> g: array<vec4f, N4>;
@group(0) @binding(2) var<storage, read_write> m: array<vec4f, N4>;
@group(0) @binding(3) var<storage, read_write> v: array<vec4f, N4>;
#read hyper 4 f32 3
#if SUMS
@group(0) @binding(5) var<storage, read_write> summed: array<vec4f, SUMMED4>;
#read sources 6 vec4u N4 * 4 / BLOCK

fn summedAt(at: u32, last: u32) -> f32 {
  return select(0f, summed[at / 4][at % 4], at < last);
}

fn gradientAt(i: u32) -> vec4f {
  let source = sourcesAt(i * 4 / BLOCK);
  let rows = source.y;
  let columns = source.z;
  let column = source.w + i * 4 % BLOCK;
  if (rows == 0) {
    return g[i];
  }
  var sum = vec4f();
  // Rows of whole vec4s are the rule.
  if (columns % 4 == 0) {
    let first = (source.x + column) / 4;
    let step = columns / 4;
    // UNROLL rows at a time are on their way from the memory together; beyond the last there is nothing to add.
    for (var r = 0u; r < rows; r += UNROLL) {
#for k UNROLL
      let row$k = summed[first + min(r + $k, rows - 1) * step];
#end
#for k UNROLL
      sum += select(vec4f(), row$k, r + $k < rows);
#end
    }
  } else {
    for (var r = 0u; r < rows; r++) {
      let at = source.x + r * columns + column;
      let last = source.x + (r + 1) * columns;
      sum += vec4f(summedAt(at, last), summedAt(at + 1, last), summedAt(at + 2, last), summedAt(at + 3, last));
    }
  }
  return sum;
}
#else
fn gradientAt(i: u32) -> vec4f {
  return g[i];
}
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= N4) {
    return;
  }
#if COUPLED
  let gradient = gradientAt(i) + DECAY * w[i];
#else
  let gradient = gradientAt(i);
#end
  let first = BETA1 * m[i] + GAIN1 * gradient;
  let second = BETA2 * v[i] + GAIN2 * gradient * gradient;
  m[i] = first;
  v[i] = second;
#if DECOUPLED
  w[i] *= hyperAt(2);
#end
  w[i] -= hyperAt(0) * first / (sqrt(second) * hyperAt(1) + EPSILON);
}
