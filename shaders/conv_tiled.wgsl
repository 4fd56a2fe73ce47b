// The same operation as conv.wgsl for GPUs: a matrix product in workgroup tiles, where neighbouring threads read
// neighbouring memory once and share it.
//
//   sum[b, oy, ox, o] = Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o]                     iy, ix: conv_geometry.wgsl
//
// The inner dimension goes in steps of TK4 vec4 of the input channels of one tap. While a step is multiplied, the numbers
// of the next are on their way into registers. With PARTS > 1 each of as many workgroups takes a part of the steps, and
// leaves its sums for conv_parts.wgsl to add up: few pixels and long sums would not fill a GPU otherwise.
//
// Tile: THREADS_M × THREADS_N threads make TM = THREADS_M·PIXELS pixels × THREADS_N vec4 of channels; each thread holds
// PIXELS vec4.
// Dispatch: x (folded into y) over pixel tiles, z over channel tiles × phases × parts. IC and OC are multiples of 4.
#read x 0 VEC4 B * IH * IW * IC4
#read w 1 VEC4 K * K * IC * OC4

const TM = THREADS_M * PIXELS;
const COLUMN_TILES = (OC4 + THREADS_N - 1) / THREADS_N;
const X_TILE = TM * TK4;
const W_TILE = TK4 * 4 * THREADS_N;
const SLICES = (IC4 + TK4 - 1) / TK4;

// One vec4 of padding a pixel, so that threads of neighbouring pixels use different banks.
var<workgroup> xTile: array<vec4f, TM * (TK4 + 1)>;
var<workgroup> wTile: array<vec4f, W_TILE>;

// Where the window of a pixel begins: line of the first image, column, and the first line of its own image. Beyond the
// last pixel it begins below every image.
fn windowOf(m: u32) -> vec3i {
  let y = select(i32(2 * IH + K), startIndex(m / UW % UH), m < M);
  return vec3i(y, startIndex(m % UW), i32(m / (UH * UW) * IH));
}

// Zero outside the image and beyond the last channel, so that no product needs a test.
fn pixel(window: vec3i, offset: vec2i, i: u32) -> vec4f {
  let at = window.xy + offset;
  if (at.x < 0 || at.y < 0 || at.x >= i32(IH) || at.y >= i32(IW) || i >= IC4) {
    return vec4f();
  }
  return xAt(u32((window.z + at.x) * i32(IW) + at.y) * IC4 + i);
}

// Of a tile of weights, the e-th vec4 as it lies in memory: of 4 output channels, or of 4 input channels if SWAPPED.
fn weight(tap: u32, firstI: u32, firstColumn: u32, e: u32) -> vec4f {
  if (SWAPPED) {
    let i = firstI + e % TK4;
    let o = firstColumn * 4 + e / TK4;
    if (e >= W_TILE || i >= IC4 || o >= OC) {
      return vec4f();
    }
    return wAt((tap * OC + o) * IC4 + i);
  }
  let i = firstI * 4 + e / THREADS_N;
  let column = firstColumn + e % THREADS_N;
  if (e >= W_TILE || i >= IC || column >= OC4) {
    return vec4f();
  }
  return wAt((tap * IC + i) * OC4 + column);
}

// Puts it where the products want it: 4 output channels a vec4, one input channel after another.
fn share(e: u32, value: vec4f) {
  if (e >= W_TILE) {
    return;
  }
  if (SWAPPED) {
    let at = e % TK4 * 4 * THREADS_N + e / TK4 / 4;
    let part = e / TK4 % 4;
    wTile[at][part] = value.x;
    wTile[at + THREADS_N][part] = value.y;
    wTile[at + 2 * THREADS_N][part] = value.z;
    wTile[at + 3 * THREADS_N][part] = value.w;
  } else {
    wTile[e] = value;
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let firstPixel = (group.x + group.y * (THREADS_X / WORKGROUP)) * TM;
  let firstColumn = group.z % COLUMN_TILES * THREADS_N;
  let phase = group.z / COLUMN_TILES % (STEP * STEP);
  let part = group.z / (COLUMN_TILES * STEP * STEP);
  let phaseY = phase / STEP;
  let phaseX = phase % STEP;
  let column = local % THREADS_N;
  let row = local / THREADS_N;
#for p PIXELS
  var acc$p = vec4f();
#end

  // A phase has every STEP-th tap from its first on.
  let firstKy = (phaseY + PAD) % STEP;
  let firstKx = (phaseX + PAD) % STEP;
  let tapsX = (K + STEP - 1 - firstKx) / STEP;
  let steps = (K + STEP - 1 - firstKy) / STEP * tapsX * SLICES;
  let each = (steps + PARTS - 1) / PARTS;
  let first = min(steps, part * each);
  let last = min(steps, first + each);
  var ky = firstKy + first / SLICES / max(1, tapsX) * STEP;
  var kx = firstKx + first / SLICES % max(1, tapsX) * STEP;
  var i = first % SLICES * TK4;

  // Each thread always reads for the same pixels of the tile.
#for e X_LOADS
  let xElement$e = local + $e * WORKGROUP;
  let window$e = windowOf(firstPixel + xElement$e / TK4);
  var x$e = vec4f();
#end
#for e W_LOADS
  var w$e = vec4f();
#end
  // One round more than there are steps: the first only reads, the last only multiplies.
  for (var step = first; step <= last; step++) {
    if (step > first) {
      workgroupBarrier();
#for e X_LOADS
      if (xElement$e < X_TILE) {
        xTile[xElement$e / TK4 * (TK4 + 1) + xElement$e % TK4] = x$e;
      }
#end
#for e W_LOADS
      share(local + $e * WORKGROUP, w$e);
#end
      workgroupBarrier();
    }
    if (step < last) {
      let tap = ky * K + kx;
      let offset = vec2i(tapOffset(phaseY, ky), tapOffset(phaseX, kx));
#for e X_LOADS
      x$e = pixel(window$e, offset, i + xElement$e % TK4);
#end
#for e W_LOADS
      w$e = weight(tap, i, firstColumn, local + $e * WORKGROUP);
#end
      i += TK4;
      if (i >= IC4) {
        i = 0;
        kx += STEP;
        if (kx >= K) {
          kx = firstKx;
          ky += STEP;
        }
      }
    }
    if (step == first) {
      continue;
    }
    for (var slice = 0u; slice < TK4; slice += UNROLL) {
#for k UNROLL
      let w$k_0 = wTile[((slice + $k) * 4 + 0) * THREADS_N + column];
      let w$k_1 = wTile[((slice + $k) * 4 + 1) * THREADS_N + column];
      let w$k_2 = wTile[((slice + $k) * 4 + 2) * THREADS_N + column];
      let w$k_3 = wTile[((slice + $k) * 4 + 3) * THREADS_N + column];
#for p PIXELS
      let v$k_$p = xTile[(row + $p * THREADS_M) * (TK4 + 1) + slice + $k];
      acc$p = fma(vec4f(v$k_$p.x), w$k_0, acc$p);
      acc$p = fma(vec4f(v$k_$p.y), w$k_1, acc$p);
      acc$p = fma(vec4f(v$k_$p.z), w$k_2, acc$p);
      acc$p = fma(vec4f(v$k_$p.w), w$k_3, acc$p);
#end
#end
    }
  }

#for p PIXELS
  storePixel(firstPixel + row + $p * THREADS_M, phaseY, phaseX, part, firstColumn + column, acc$p);
#end
}

fn storePixel(m: u32, phaseY: u32, phaseX: u32, part: u32, column: u32, sum: vec4f) {
  let oy = m / UW % UH * STEP + phaseY;
  let ox = m % UW * STEP + phaseX;
  if (m >= M || oy >= OH || ox >= OW || column >= OC4) {
    return;
  }
  store((((part * B + m / (UH * UW)) * OH + oy) * OW + ox) * OC4 + column, column, sum);
}
