// The gradient of a convolution's weights, and of its bias, where the gathered image has one channel, for GPUs: there
// are few weights and many pixels, so every thread holds all taps of 4 channels and walks over pixels of its own.
//
//   partial[s, ky, kx, c] = Σ_(b,y) in part s Σ_x gathered[b, y·STRIDE + ky − PAD, x·STRIDE + kx − PAD] · dense[b, y, x, c]
//   DENSE_BIAS   biasPartial[s, c] = Σ dense: conv2d, whose dy is dense
//   otherwise    biasPartial[s] = Σ gathered over the STRIDE² taps from PAD on, which read every pixel once between them
//
// Tile: THREADS_C vec4 of channels × LANES pixels, whose sums meet in workgroup memory.
// Dispatch: x (folded into y) over channel tiles × parts.
#read gathered 0 f32 B * GH * GW
#read dense 1 vec4f B * DH * DW * DC4
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, PARTS * K * K * DC4>;
#if BIAS
@group(0) @binding(3) var<storage, read_write> biasPartial: array<BIAS_ELEMENT, PARTS * BIAS_LENGTH>;
#end

const LANES = WORKGROUP / THREADS_C;
const TILES = (DC4 + THREADS_C - 1) / THREADS_C;

var<workgroup> shares: array<vec4f, WORKGROUP>;

// The sum over the lanes, for the threads of the first.
fn gatherLanes(local: u32, value: vec4f) -> vec4f {
  workgroupBarrier();
  shares[local] = value;
  workgroupBarrier();
  var sum = vec4f();
  if (local < THREADS_C) {
    for (var lane = 0u; lane < LANES; lane++) {
      sum += shares[lane * THREADS_C + local];
    }
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let tile = group.x + group.y * (THREADS_X / WORKGROUP);
  let c = tile % TILES * THREADS_C + local % THREADS_C;
  let part = tile / TILES;
  if (part >= PARTS) {
    return;
  }
  var bias = vec4f();
#for t TAPS
  var acc$t = vec4f();
#end
  let last = min(B * DH, (part + 1) * LINES) * DW;
  for (var pixel = part * LINES * DW + local / THREADS_C; pixel < last; pixel += LANES) {
    let line = pixel / DW;
    let y = i32(line % DH * STRIDE) - i32(PAD);
    let x = i32(pixel % DW * STRIDE) - i32(PAD);
    let image = i32(line / DH * GH);
    var d = vec4f();
    if (c < DC4) {
      d = denseAt(pixel * DC4 + c);
    }
#if DENSE_BIAS
    bias += d;
#end
#for t TAPS
    let y$t = y + i32($t / K);
    let x$t = x + i32($t % K);
    let isRead$t = y$t >= 0 && x$t >= 0 && y$t < i32(GH) && x$t < i32(GW);
    let g$t = select(0f, gatheredAt(u32(select(0, (image + y$t) * i32(GW) + x$t, isRead$t))), isRead$t);
    acc$t = fma(vec4f(g$t), d, acc$t);
#if GATHERED_BIAS
    if ($t / K >= PAD && $t / K < PAD + STRIDE && $t % K >= PAD && $t % K < PAD + STRIDE) {
      bias.x += g$t;
    }
#end
#end
  }

  // A barrier in a loop compiles several times as fast as one for each sum.
  for (var tap = 0u; tap < TAPS; tap++) {
    var share = acc0;
#for t TAPS
    share = select(share, acc$t, tap == $t);
#end
    let sum = gatherLanes(local, share);
    if (local < THREADS_C && c < DC4) {
      partial[(part * K * K + tap) * DC4 + c] = sum;
    }
  }
#if BIAS
  let biasSum = gatherLanes(local, bias);
#if DENSE_BIAS
  if (local < THREADS_C && c < DC4) {
    biasPartial[part * DC4 + c] = biasSum;
  }
#else
  if (local == 0 && tile % TILES == 0) {
    biasPartial[part] = biasSum.x;
  }
#end
#end
}
