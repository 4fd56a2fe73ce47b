// Makes images FACTOR times as large, x [B, H, W, C] → [B, FACTOR·H, FACTOR·W, C], and the gradient of it. Both are sums with
// the same weights of output pixel o and input pixel i along each axis, over the inputs or over the outputs:
//
//   out[b, oy, ox, c] = Σ_iy Σ_ix weight(oy, iy) · weight(ox, ix) · x[b, iy, ix, c]
//   nearest     weight(o, i) = [⌊o / FACTOR⌋ = i]
//   bilinear    weight(o, i) = max(0, 1 − |s − i|), s = (o + ½) / FACTOR − ½ kept within the image: corners not aligned
//
// Tile: one thread a number of the result. Dispatch: x (folded into y).
#read given 0 f32 FROM
@group(0) @binding(1) var<storage, read_write> out: array<f32, OUT>;

fn nearest(o: u32, i: u32, size: u32) -> f32 {
  return select(0f, 1f, o / FACTOR == i);
}

fn bilinear(o: u32, i: u32, size: u32) -> f32 {
  let s = clamp((f32(o) + 0.5) / f32(FACTOR) - 0.5, 0, f32(size - 1));
  return max(0f, 1 - abs(s - f32(i)));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let t = id.x + id.y * THREADS_X;
  if (t >= OUT) {
    return;
  }
  let c = t % C;
  var sum = 0f;
#if GRADIENT
  let ix = t / C % W;
  let iy = t / (C * W) % H;
  let b = t / (C * W * H);
  for (var oy = (max(iy, 1u) - 1) * FACTOR; oy < min(iy + 2, H) * FACTOR; oy++) {
    let vertical = FUNCTION(oy, iy, H);
    for (var ox = (max(ix, 1u) - 1) * FACTOR; ox < min(ix + 2, W) * FACTOR; ox++) {
      sum += vertical * FUNCTION(ox, ix, W) * givenAt(((b * H * FACTOR + oy) * W * FACTOR + ox) * C + c);
    }
  }
#else
  let ox = t / C % (W * FACTOR);
  let oy = t / (C * W * FACTOR) % (H * FACTOR);
  let b = t / (C * W * FACTOR * H * FACTOR);
  for (var iy = max(oy / FACTOR, 1u) - 1; iy < min(oy / FACTOR + 2, H); iy++) {
    let vertical = FUNCTION(oy, iy, H);
    for (var ix = max(ox / FACTOR, 1u) - 1; ix < min(ox / FACTOR + 2, W); ix++) {
      sum += vertical * FUNCTION(ox, ix, W) * givenAt(((b * H + iy) * W + ix) * C + c);
    }
  }
#end
  out[t] = sum;
}
