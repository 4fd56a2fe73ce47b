// The gradient of conv_weight.wgsl for GPUs: for each tap a matrix product over the pixels in workgroup tiles, where
// neighbouring threads read neighbouring memory once and share it. While some pixels are multiplied, the next are on
// their way into registers.
//
//   partial[s, ky, kx, i, o] = Σ_(b,y) in part s Σ_x X · dY
//   X_GATHERED  X = x[b, y·STRIDE + ky − PAD, …, i], dY = dy[b, y, x, o]     conv2d
//   otherwise   X = x[b, y, x, i], dY = dy[b, y·STRIDE + ky − PAD, …, o]     convTranspose2d
//   BIAS        biasPartial[s, o] = Σ_(b,y) in part s Σ_x dY, the bias's gradient; where dY is gathered, in STRIDE² rows
//               a part: those taps from PAD on read every pixel of dy once between them
//
// Tile: THREADS_I × THREADS_O threads make TI = THREADS_I·ROWS vec4 of x channels × TO = THREADS_O·COLUMNS vec4 of dy
// channels, TP pixels at a time through workgroup memory; each thread holds ROWS × COLUMNS outer products.
// Dispatch: x (folded into y) over channel tiles × parts, z over taps. INS and OUTS vec4 of
// channels make a pixel of x and of dy.
#read x 0 vec4f X_PIXELS * INS
#read dy 1 vec4f DY_PIXELS * OUTS
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, PARTS * K * K * INS * 4 * OUTS>;
#if BIAS
@group(0) @binding(3) var<storage, read_write> biasPartial: array<vec4f, PARTS * BIAS_ROWS * OUTS>;
#end

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

// Zero beyond the part, the image and the last channel, so that no product needs a test.
fn readX(dense: u32, last: u32, tap: u32, i: u32) -> vec4f {
  var pixel = i32(dense);
#if X_GATHERED
  pixel = gatheredPixel(dense, tap);
#end
  if (dense >= last || pixel < 0 || i >= INS) {
    return vec4f();
  }
  return xAt(u32(pixel) * INS + i);
}

fn readDy(dense: u32, last: u32, tap: u32, o: u32) -> vec4f {
  var pixel = i32(dense);
#if X_GATHERED
#else
  pixel = gatheredPixel(dense, tap);
#end
  if (dense >= last || pixel < 0 || o >= OUTS) {
    return vec4f();
  }
  return dyAt(u32(pixel) * OUTS + o);
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
#if BIAS
#for n COLUMNS
  var bias$n = vec4f();
#end
#end
#for e X_LOADS
  var x$e = vec4f();
#end
#for e DY_LOADS
  var dy$e = vec4f();
#end

  let begin = part * LINES * DW;
  let last = min(B * DH, (part + 1) * LINES) * DW;
  // One round more than there are pixels: the first only reads, the last only multiplies.
  for (var first = begin; first < last + TP; first += TP) {
    if (first > begin) {
      workgroupBarrier();
#for e X_LOADS
      xTile[local + $e * WORKGROUP] = x$e;
#end
#for e DY_LOADS
      dyTile[local + $e * WORKGROUP] = dy$e;
#end
      workgroupBarrier();
    }
    if (first < last) {
#for e X_LOADS
      x$e = readX(first + (local + $e * WORKGROUP) / TI, last, tap, firstI + (local + $e * WORKGROUP) % TI);
#end
#for e DY_LOADS
      dy$e = readDy(first + (local + $e * WORKGROUP) / TO, last, tap, firstO + (local + $e * WORKGROUP) % TO);
#end
    }
    if (first == begin) {
      continue;
    }
    for (var k = 0u; k < TP; k++) {
#for r ROWS
      let a$r = xTile[k * TI + row + $r * THREADS_I];
#end
#for n COLUMNS
      let b$n = dyTile[k * TO + column + $n * THREADS_O];
#if BIAS
      bias$n += b$n;
#end
#for r ROWS
      acc$r_0_$n = fma(vec4f(a$r.x), b$n, acc$r_0_$n);
      acc$r_1_$n = fma(vec4f(a$r.y), b$n, acc$r_1_$n);
      acc$r_2_$n = fma(vec4f(a$r.z), b$n, acc$r_2_$n);
      acc$r_3_$n = fma(vec4f(a$r.w), b$n, acc$r_3_$n);
#end
#end
    }
  }

#if BIAS
  // As unsigned numbers, the taps before the padding's are beyond the stride too.
  let ky = tap / K - PAD;
  let kx = tap % K - PAD;
  let biasRow = select(ky * STRIDE + kx, 0, X_GATHERED);
  if (row == 0 && firstI == 0 && select(ky < STRIDE && kx < STRIDE, tap == 0, X_GATHERED)) {
#for n COLUMNS
    if (firstO + column + $n * THREADS_O < OUTS) {
      biasPartial[(part * BIAS_ROWS + biasRow) * OUTS + firstO + column + $n * THREADS_O] = bias$n;
    }
#end
  }
#end
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
