// The paper's statistic: the signed mean of a heat map in the window of ±HALF around its largest |value|, the window
// clipped at the edges of the image. The first of equal maxima wins, in row-major order.
//
//   line[n, y] = (max_x |heat[n, y, x]|, the first such x)
//   WINDOW       result[n] = (mean over |y − y*| ≤ HALF, |x − x*| ≤ HALF, x*, y*, max |heat[n]|)
//
// Tile: one thread a line of an image; with WINDOW, an image. Dispatch: x (folded into y) over the lines or the images.
#read heat 0 f32 COUNT * H * W
@group(0) @binding(1) var<storage, read_write> line: array<vec2f, COUNT * H>;
#if WINDOW
@group(0) @binding(2) var<storage, read_write> result: array<vec4f, COUNT>;
#end

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
#if WINDOW
  if (thread >= COUNT) {
    return;
  }
  var largest = line[thread * H].x;
  var row = 0u;
  for (var y = 1u; y < H; y++) {
    let value = line[thread * H + y].x;
    if (value > largest) {
      largest = value;
      row = y;
    }
  }
  let column = u32(line[thread * H + row].y);
  let top = max(row, HALF) - HALF;
  let left = max(column, HALF) - HALF;
  let bottom = min(row + HALF, H - 1);
  let right = min(column + HALF, W - 1);
  var sum = 0f;
  for (var y = top; y <= bottom; y++) {
    for (var x = left; x <= right; x++) {
      sum += heatAt((thread * H + y) * W + x);
    }
  }
  let area = f32((bottom - top + 1) * (right - left + 1));
  result[thread] = vec4f(sum / area, f32(column), f32(row), largest);
#else
  if (thread >= COUNT * H) {
    return;
  }
  var largest = abs(heatAt(thread * W));
  var column = 0u;
  for (var x = 1u; x < W; x++) {
    let value = abs(heatAt(thread * W + x));
    if (value > largest) {
      largest = value;
      column = x;
    }
  }
  line[thread] = vec2f(largest, f32(column));
#end
}
