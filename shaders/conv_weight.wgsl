// The gradient of a convolution's weights: a matrix product with a tiny output (taps·IC × OC) and a huge inner dimension
// (every pixel of the batch), so the pixels are split into PARTS partial sums that sum_rows.wgsl adds in a fixed order.
//
//   partial[s, ky, kx, i, o] = Σ_(b,y) in part s Σ_x X · dY
//   X_GATHERED  X = x[b, y·STRIDE + ky − PAD, …, i], dY = dy[b, y, x, o]     conv2d
//   otherwise   X = x[b, y, x, i], dY = dy[b, y·STRIDE + ky − PAD, …, o]     convTranspose2d
//
// "Dense" is the tensor walked pixel by pixel (DH × DW), "gathered" the strided one (GH × GW). The columns in which the
// gathered pixel exists are found once a line, so that the inner loop has no test.
//
// Tile: one thread holds ROWS vec4 of x channels × COLUMNS vec4 of dy channels, as outer products.
// Dispatch: x (folded into y) over channel blocks × parts, z over taps. IC and OC are multiples of 4.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, X_PIXELS * IC4>;
@group(0) @binding(1) var<storage, read_write> dy: array<vec4f, DY_PIXELS * OC4>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, PARTS * K * K * IC * OC4>;

const ROW_BLOCKS = IC4 / ROWS;
const COLUMN_BLOCKS = OC4 / COLUMNS;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  let o = (thread % COLUMN_BLOCKS) * COLUMNS;
  let i = (thread / COLUMN_BLOCKS % ROW_BLOCKS) * ROWS;
  let part = thread / (COLUMN_BLOCKS * ROW_BLOCKS);
  if (part >= PARTS) {
    return;
  }
  let ky = id.z / K;
  let kx = id.z % K;
#for r ROWS
#for n COLUMNS
  var acc$r_0_$n = vec4f();
  var acc$r_1_$n = vec4f();
  var acc$r_2_$n = vec4f();
  var acc$r_3_$n = vec4f();
#end
#end

  // 0 ≤ x·STRIDE + kx − PAD < GW
  let first = (max(PAD, kx) - kx + STRIDE - 1) / STRIDE;
  let end = min(DW, (max(GW + PAD, kx) - kx + STRIDE - 1) / STRIDE);
  let last = min(B * DH, (part + 1) * LINES);
  for (var line = part * LINES; line < last; line++) {
    let gy = i32(line % DH * STRIDE + ky) - i32(PAD);
    if (gy < 0 || gy >= i32(GH)) {
      continue;
    }
    let gathered = (line / DH * GH + u32(gy)) * GW + first * STRIDE + kx - PAD;
    let dense = line * DW + first;
#if X_GATHERED
    var xAt = gathered * IC4 + i;
    var dyAt = dense * OC4 + o;
#else
    var xAt = dense * IC4 + i;
    var dyAt = gathered * OC4 + o;
#end
    for (var column = first; column < end; column++) {
#for r ROWS
      let x$r = x[xAt + $r];
#end
#for n COLUMNS
      let dy$n = dy[dyAt + $n];
#for r ROWS
      acc$r_0_$n += x$r.x * dy$n;
      acc$r_1_$n += x$r.y * dy$n;
      acc$r_2_$n += x$r.z * dy$n;
      acc$r_3_$n += x$r.w * dy$n;
#end
#end
      xAt += X_STEP * IC4;
      dyAt += DY_STEP * OC4;
    }
  }

  let at = ((part * K * K + id.z) * IC + i * 4) * OC4 + o;
#for r ROWS
#for n COLUMNS
  partial[at + ($r * 4 + 0) * OC4 + $n] = acc$r_0_$n;
  partial[at + ($r * 4 + 1) * OC4 + $n] = acc$r_1_$n;
  partial[at + ($r * 4 + 2) * OC4 + $n] = acc$r_2_$n;
  partial[at + ($r * 4 + 3) * OC4 + $n] = acc$r_3_$n;
#end
#end
}
