// The gradient of conv_weight.wgsl for GPUs: for each tap a matrix product over the pixels in workgroup tiles, where
// neighbouring threads read neighbouring memory once and share it.
//
//   partial[s, ky, kx, i, o] = Σ_(b,y) in part s Σ_x X · dY
//   X_GATHERED  X = x[b, y·STRIDE + ky − PAD, …, i], dY = dy[b, y, x, o]     conv2d
//   otherwise   X = x[b, y, x, i], dY = dy[b, y·STRIDE + ky − PAD, …, o]     convTranspose2d
//
// Tile: THREADS_I × THREADS_O threads make TI = THREADS_I·ROWS vec4 of x channels × TO = THREADS_O·COLUMNS vec4 of dy
// channels, TP pixels at a time through workgroup memory; each thread holds ROWS × COLUMNS outer products.
// Dispatch: x (folded into y) over channel tiles × parts, z over taps. INS and OUTS: conv_weight.wgsl, WIDE.
#read x 0 vec4f X_PIXELS * INS
#read dy 1 vec4f DY_PIXELS * OUTS
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, PARTS * K * K * INS * 4 * OUTS>;

const TI = THREADS_I * ROWS;
const TO = THREADS_O * COLUMNS;
const ROW_TILES = (INS + TI - 1) / TI;
const COLUMN_TILES = (OUTS + TO - 1) / TO;

var<workgroup> xTile: array<vec4f, TP * TI>;
var<workgroup> dyTile: array<vec4f, TP * TO>;

// The pixel of the strided tensor that belongs to a dense one, or −1 outside its image.
fn gatheredPixel(dense: u32, tap: u32) -> i32 {
  let line = dense / DW;
  let gy = i32(line % DH * STRIDE + tap / K) - i32(PAD);
  let gx = i32(dense % DW * STRIDE + tap % K) - i32(PAD);
  if (gy < 0 || gx < 0 || gy >= i32(GH) || gx >= i32(GW)) {
    return -1;
  }
  return (i32(line / DH * GH) + gy) * i32(GW) + gx;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let tile = group.x + group.y * (THREADS_X / WORKGROUP);
  let firstO = tile % COLUMN_TILES * TO;
  let firstI = tile / COLUMN_TILES % ROW_TILES * TI;
  let part = tile / (COLUMN_TILES * ROW_TILES);
  if (part >= PARTS) {
    return;
  }
  let tap = group.z;
  let row = local / THREADS_O;
  let column = local % THREADS_O;
#for r ROWS
#for n COLUMNS
  var acc$r_0_$n = vec4f();
  var acc$r_1_$n = vec4f();
  var acc$r_2_$n = vec4f();
  var acc$r_3_$n = vec4f();
#end
#end

  let last = min(B * DH, (part + 1) * LINES) * DW;
  for (var first = part * LINES * DW; first < last; first += TP) {
    workgroupBarrier();
    // Zero beyond the part, the image and the last channel, so that no product needs a test.
    for (var e = local; e < TP * TI; e += WORKGROUP) {
      let dense = first + e / TI;
      let i = firstI + e % TI;
      let pixel = select(i32(dense), gatheredPixel(dense, tap), X_GATHERED);
      let isRead = dense < last && i < INS && pixel >= 0;
      xTile[e] = select(vec4f(), xAt(select(0u, u32(pixel) * INS + i, isRead)), isRead);
    }
    for (var e = local; e < TP * TO; e += WORKGROUP) {
      let dense = first + e / TO;
      let o = firstO + e % TO;
      let pixel = select(gatheredPixel(dense, tap), i32(dense), X_GATHERED);
      let isRead = dense < last && o < OUTS && pixel >= 0;
      dyTile[e] = select(vec4f(), dyAt(select(0u, u32(pixel) * OUTS + o, isRead)), isRead);
    }
    workgroupBarrier();
    for (var k = 0u; k < TP; k++) {
#for r ROWS
      let x$r = xTile[k * TI + row + $r * THREADS_I];
#end
#for n COLUMNS
      let dy$n = dyTile[k * TO + column + $n * THREADS_O];
#for r ROWS
      acc$r_0_$n += x$r.x * dy$n;
      acc$r_1_$n += x$r.y * dy$n;
      acc$r_2_$n += x$r.z * dy$n;
      acc$r_3_$n += x$r.w * dy$n;
#end
#end
    }
  }

#for r ROWS
#for n COLUMNS
  if (firstI + row + $r * THREADS_I < INS && firstO + column + $n * THREADS_O < OUTS) {
    let at = ((part * K * K + tap) * INS + firstI + row + $r * THREADS_I) * 4 * OUTS + firstO + column + $n * THREADS_O;
    partial[at] = acc$r_0_$n;
    partial[at + OUTS] = acc$r_1_$n;
    partial[at + 2 * OUTS] = acc$r_2_$n;
    partial[at + 3 * OUTS] = acc$r_3_$n;
  }
#end
#end
}
