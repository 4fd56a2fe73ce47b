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
// For channels that are no multiples of 4: INS of x, OUTS of dy. The others have kernels of their own.
//
// Tile: one thread holds ROWS channels of x × COLUMNS channels of dy, as outer products.
// Dispatch: x (folded into y) over channel blocks × parts, z over taps.
#read x 0 f32 X_PIXELS * INS
#read dy 1 f32 DY_PIXELS * OUTS
@group(0) @binding(2) var<storage, read_write> partial: array<f32, PARTS * K * K * INS * OUTS>;

const ROW_BLOCKS = INS / ROWS;
const COLUMN_BLOCKS = OUTS / COLUMNS;

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
  var acc$r_$n = 0f;
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
    var fromX = gathered * INS + i;
    var fromDy = dense * OUTS + o;
#else
    var fromX = dense * INS + i;
    var fromDy = gathered * OUTS + o;
#end
    for (var column = first; column < end; column++) {
#for r ROWS
      let x$r = xAt(fromX + $r);
#end
#for n COLUMNS
      let dy$n = dyAt(fromDy + $n);
#for r ROWS
      acc$r_$n += x$r * dy$n;
#end
#end
      fromX += X_STEP * INS;
      fromDy += DY_STEP * OUTS;
    }
  }

  let at = ((part * K * K + id.z) * INS + i) * OUTS + o;
#for r ROWS
#for n COLUMNS
  partial[at + $r * OUTS + $n] = acc$r_$n;
#end
#end
}
