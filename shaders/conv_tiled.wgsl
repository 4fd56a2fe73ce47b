// The same operation as conv.wgsl for GPUs: a matrix product in workgroup tiles, where neighbouring threads read
// neighbouring memory once and share it.
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o])      iy, ix: conv_geometry.wgsl
//
// Tile: THREADS_M × THREADS_N threads make TM = THREADS_M·PIXELS pixels × TN4 = THREADS_N vec4 of channels, TK4 vec4 of
// input channels of one tap at a time through workgroup memory; each thread holds PIXELS vec4.
// Dispatch: x (folded into y) over pixel tiles, z over channel tiles × phases. IC and OC are multiples of 4.
#read x 0 VEC4 B * IH * IW * IC4
#read w 1 VEC4 K * K * IC * OC4

const TM = THREADS_M * PIXELS;
const COLUMN_TILES = (OC4 + THREADS_N - 1) / THREADS_N;

// One vec4 of padding a pixel, so that threads of neighbouring pixels use different banks.
var<workgroup> xTile: array<vec4f, TM * (TK4 + 1)>;
var<workgroup> wTile: array<vec4f, TK4 * 4 * THREADS_N>;

// Zero outside the image and beyond the last channel, so that no product needs a test.
fn pixel(m: u32, phaseY: u32, phaseX: u32, ky: u32, kx: u32, i: u32) -> vec4f {
  let iy = inputIndex(m / UW % UH, phaseY, ky);
  let ix = inputIndex(m % UW, phaseX, kx);
  if (m >= M || i >= IC4 || iy < 0 || ix < 0 || iy >= i32(IH) || ix >= i32(IW)) {
    return vec4f();
  }
  return xAt(((m / (UH * UW) * IH + u32(iy)) * IW + u32(ix)) * IC4 + i);
}

// The weights from input channel 4i + part to a column of 4 output channels.
fn weight(tap: u32, i: u32, part: u32, column: u32) -> vec4f {
  if (i >= IC4 || column >= OC4) {
    return vec4f();
  }
  if (SWAPPED) {
    let at = (tap * OC + column * 4) * IC4 + i;
    return vec4f(wAt(at)[part], wAt(at + IC4)[part], wAt(at + 2 * IC4)[part], wAt(at + 3 * IC4)[part]);
  }
  return wAt((tap * IC + i * 4 + part) * OC4 + column);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let firstPixel = (group.x + group.y * (THREADS_X / WORKGROUP)) * TM;
  let firstColumn = group.z % COLUMN_TILES * THREADS_N;
  let phaseY = group.z / COLUMN_TILES / STEP;
  let phaseX = group.z / COLUMN_TILES % STEP;
  let column = local % THREADS_N;
  let row = local / THREADS_N;
#for p PIXELS
  var acc$p = vec4f();
#end

  for (var ky = (phaseY + PAD) % STEP; ky < K; ky += STEP) {
    for (var kx = (phaseX + PAD) % STEP; kx < K; kx += STEP) {
      for (var i = 0u; i < IC4; i += TK4) {
        workgroupBarrier();
        for (var e = local; e < TM * TK4; e += WORKGROUP) {
          xTile[e / TK4 * (TK4 + 1) + e % TK4] = pixel(firstPixel + e / TK4, phaseY, phaseX, ky, kx, i + e % TK4);
        }
        for (var e = local; e < TK4 * 4 * THREADS_N; e += WORKGROUP) {
          let k = e / THREADS_N;
          wTile[e] = weight(ky * K + kx, i + k / 4, k % 4, firstColumn + e % THREADS_N);
        }
        workgroupBarrier();
        for (var k = 0u; k < TK4; k++) {
          let w0 = wTile[(k * 4 + 0) * THREADS_N + column];
          let w1 = wTile[(k * 4 + 1) * THREADS_N + column];
          let w2 = wTile[(k * 4 + 2) * THREADS_N + column];
          let w3 = wTile[(k * 4 + 3) * THREADS_N + column];
#for p PIXELS
          let v$p = xTile[(row + $p * THREADS_M) * (TK4 + 1) + k];
          acc$p += v$p.x * w0 + v$p.y * w1 + v$p.z * w2 + v$p.w * w3;
#end
        }
      }
    }
  }

  if (firstColumn + column >= OC4) {
    return;
  }
#for p PIXELS
  storePixel(firstPixel + row + $p * THREADS_M, phaseY, phaseX, firstColumn + column, acc$p);
#end
}

fn storePixel(m: u32, phaseY: u32, phaseX: u32, column: u32, sum: vec4f) {
  let oy = m / UW % UH * STEP + phaseY;
  let ox = m % UW * STEP + phaseX;
  if (m >= M || oy >= OH || ox >= OW) {
    return;
  }
  store(((m / (UH * UW) * OH + oy) * OW + ox) * OC4 + column, column, sum);
}
