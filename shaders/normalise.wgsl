// Divides each of n images by its largest pixel. An image whose maximum is not positive becomes zero.
//
//   maximum[n, y] = max_x x[n, y, x]
//   DIVIDE          out[n, i] = x[n, i] / max_y maximum[n, y]
//
// Tile: one thread a line of an image, which with DIVIDE it divides. Dispatch: x (folded into y) over the lines.
#read x 0 f32 COUNT * H * W
@group(0) @binding(1) var<storage, read_write> maximum: array<f32, COUNT * H>;
#if DIVIDE
@group(0) @binding(2) var<storage, read_write> out: array<f32, COUNT * H * W>;
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= COUNT * H) {
    return;
  }
#if DIVIDE
  let image = thread / H;
  var largest = maximum[image * H];
  for (var y = 1u; y < H; y++) {
    largest = max(largest, maximum[image * H + y]);
  }
  for (var at = thread * W; at < (thread + 1) * W; at++) {
    out[at] = select(0f, xAt(at) / largest, largest > 0);
  }
#else
  var largest = xAt(thread * W);
  for (var column = 1u; column < W; column++) {
    largest = max(largest, xAt(thread * W + column));
  }
  maximum[thread] = largest;
#end
}
