// What group_norm.wgsl's scale and shift gather from image b: with x̂ = (x − mean) · r of the channel's group,
//
//   dscale[b, c] = Σ_s dy[b, s, c] · x̂[b, s, c]        dshift[b, c] = Σ_s dy[b, s, c]
//
// sum_rows.wgsl adds the images. Tile: one thread a channel of an image. Dispatch: x (folded into y) over B × C.
#read x 0 f32 B * S * C
#read dy 1 f32 B * S * C
#read statistics 2 vec2f B * GROUPS
@group(0) @binding(3) var<storage, read_write> dscale: array<f32, B * C>;
@group(0) @binding(4) var<storage, read_write> dshift: array<f32, B * C>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= B * C) {
    return;
  }
  let b = i / C;
  let c = i % C;
  let own = statisticsAt(b * GROUPS + c / WIDTH);
  var products = 0f;
  var sum = 0f;
  for (var s = 0u; s < S; s++) {
    let at = (b * S + s) * C + c;
    products += dyAt(at) * (xAt(at) - own.x);
    sum += dyAt(at);
  }
  dscale[i] = products * own.y;
  dshift[i] = sum;
}
