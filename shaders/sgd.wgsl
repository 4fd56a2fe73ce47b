// Stochastic gradient descent over a run of parameters, as PyTorch writes it:
//
//   d ← g + DECAY·w
//   v ← MOMENTUM·v + d              with ACCELERATED (momentum) only
//   w ← w − lr · d'                 d' = d + MOMENTUM·v (NESTEROV), v (ACCELERATED) or d
//
// The gaps between parameters hold zeros and stay zero. Tile: one thread a vec4. Dispatch: x (folded into y).
@group(0) @binding(0) var<storage, read_write> w: array<vec4f, N4>;
@group(0) @binding(1) var<storage, read_write> g: array<vec4f, N4>;
#read lr 2 f32 1
#if ACCELERATED
@group(0) @binding(3) var<storage, read_write> v: array<vec4f, N4>;
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= N4) {
    return;
  }
  var d = g[i] + DECAY * w[i];
#if ACCELERATED
  let velocity = MOMENTUM * v[i] + d;
  v[i] = velocity;
#if NESTEROV
  d += MOMENTUM * velocity;
#else
  d = velocity;
#end
#end
  w[i] -= lrAt(0) * d;
}
