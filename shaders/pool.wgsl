// Pooling of x [B, H, W, C] over windows of K × K, STRIDE apart, after PADDING, into [B, HO, WO, C]:
//
//   MAX         out[b, oy, ox, c] = the largest number of the window; place[…] = where it is in x, the first of equals
//     GRADIENT    dx[i] = Σ dy[o] over the windows o that hold i and whose place is i
//   else        out[b, oy, ox, c] = Σ window / K², padding counted as zeros
//     GRADIENT    dx[i] = Σ dy[o] / K² over the windows o that hold i
//
// Tile: one thread a number of the result, the gradient's a gather, so that the order of its sum is fixed.
// Dispatch: x (folded into y).
#read given 0 f32 FROM
@group(0) @binding(1) var<storage, read_write> out: array<f32, OUT>;
#if MAX
@group(0) @binding(2) var<storage, read_write> place: array<u32, B * HO * WO * C>;
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= OUT) {
    return;
  }
  let c = i % C;
#if GRADIENT
  // Windows o with o·STRIDE − PADDING ≤ x < o·STRIDE − PADDING + K.
  let x = i / C % W + PADDING;
  let y = i / (C * W) % H + PADDING;
  let b = i / (C * W * H);
  var sum = 0f;
  for (var oy = (max(y, K - 1) - (K - 1) + STRIDE - 1) / STRIDE; oy <= min(y / STRIDE, HO - 1); oy++) {
    for (var ox = (max(x, K - 1) - (K - 1) + STRIDE - 1) / STRIDE; ox <= min(x / STRIDE, WO - 1); ox++) {
      let o = ((b * HO + oy) * WO + ox) * C + c;
#if MAX
      sum += select(0f, givenAt(o), place[o] == i);
#else
      sum += givenAt(o);
#end
    }
  }
#if MAX
  out[i] = sum;
#else
  out[i] = sum * SHARE;
#end
#else
  let left = i / C % WO * STRIDE;
  let top = i / (C * WO) % HO * STRIDE;
  let b = i / (C * WO * HO);
  var first = true;
  var largest = 0f;
  var at = 0u;
  var sum = 0f;
  for (var y = max(top, PADDING) - PADDING; y < min(top + K - PADDING, H); y++) {
    for (var x = max(left, PADDING) - PADDING; x < min(left + K - PADDING, W); x++) {
      let here = ((b * H + y) * W + x) * C + c;
      let value = givenAt(here);
      if (first || value > largest) {
        largest = value;
        at = here;
        first = false;
      }
      sum += value;
    }
  }
#if MAX
  out[i] = largest;
  place[i] = at;
#else
  out[i] = sum * SHARE;
#end
#end
}
