// Convolution and transposed convolution as one gather, an implicit matrix product over M = B·UH·UW output pixels,
// N = OC output channels and taps·IC:
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o])
//
//   direct       iy = oy·STRIDE + ky − PAD                       conv2d forward, dInput of convTranspose2d
//   TRANSPOSED   iy = (oy + PAD − ky) / STRIDE where it divides   convTranspose2d forward, dInput of conv2d
//
// A transposed convolution is STRIDE² dense convolutions, one for each phase (oy mod STRIDE, ox mod STRIDE): no tap is
// tried in vain. SWAPPED reads the weights as w[ky, kx, o, i], which is what both dInputs need.
//
// Tile: one thread holds PIXELS pixels × COLUMNS vec4 of channels in registers; no workgroup memory, no barrier.
// Dispatch: x (folded into y) over column blocks × pixel blocks, z over phases. IC and OC are multiples of 4.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, B * IH * IW * IC4>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4f, K * K * IC * OC4>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4f, B * OH * OW * OC4>;
#if BIAS
@group(0) @binding(3) var<storage, read_write> bias: array<vec4f, OC4>;
#end
#if MASK
// The output of the ReLU that produced this operation's input: its gradient is zero where the ReLU was.
@group(0) @binding(4) var<storage, read_write> mask: array<vec4f, B * OH * OW * OC4>;
#end

const STEP = select(1u, STRIDE, TRANSPOSED);
const UH = (OH + STEP - 1) / STEP;
const UW = (OW + STEP - 1) / STEP;
const M = B * UH * UW;
const COLUMN_BLOCKS = OC4 / COLUMNS;

fn inputIndex(u: u32, phase: u32, k: u32) -> i32 {
  if (TRANSPOSED) {
    return i32(u) + (i32(phase + PAD) - i32(k)) / i32(STRIDE);
  }
  return i32(u * STRIDE + k) - i32(PAD);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  let column = (thread % COLUMN_BLOCKS) * COLUMNS;
  let row = (thread / COLUMN_BLOCKS) * PIXELS;
  if (row >= M) {
    return;
  }
  let phaseY = id.z / STEP;
  let phaseX = id.z % STEP;
#for p PIXELS
  // The tail repeats the last pixel; the guard at the store drops it.
  let m$p = min(row + $p, M - 1);
  let b$p = m$p / (UH * UW);
  let uy$p = m$p / UW % UH;
  let ux$p = m$p % UW;
#for n COLUMNS
  var acc$p_$n = vec4f();
#end
#end

  for (var ky = (phaseY + PAD) % STEP; ky < K; ky += STEP) {
#for p PIXELS
    let iy$p = inputIndex(uy$p, phaseY, ky);
    let inside$p = iy$p >= 0 && iy$p < i32(IH);
    let line$p = (b$p * IH + u32(iy$p)) * IW;
#end
    for (var kx = (phaseX + PAD) % STEP; kx < K; kx += STEP) {
#for p PIXELS
      let ix$p = inputIndex(ux$p, phaseX, kx);
      let read$p = !CHECKED || (inside$p && ix$p >= 0 && ix$p < i32(IW));
      let at$p = select(0u, (line$p + u32(ix$p)) * IC4, read$p);
#end
      let tap = ky * K + kx;
      for (var i = 0u; i < IC4; i++) {
#for p PIXELS
        let v$p = select(vec4f(), x[at$p + i], read$p);
#end
#for n COLUMNS
#if SWAPPED
        let wx_$n = w[(tap * OC + (column + $n) * 4 + 0) * IC4 + i];
        let wy_$n = w[(tap * OC + (column + $n) * 4 + 1) * IC4 + i];
        let wz_$n = w[(tap * OC + (column + $n) * 4 + 2) * IC4 + i];
        let ww_$n = w[(tap * OC + (column + $n) * 4 + 3) * IC4 + i];
#for p PIXELS
        acc$p_$n += vec4f(dot(v$p, wx_$n), dot(v$p, wy_$n), dot(v$p, wz_$n), dot(v$p, ww_$n));
#end
#else
        let w0_$n = w[(tap * IC + i * 4 + 0) * OC4 + column + $n];
        let w1_$n = w[(tap * IC + i * 4 + 1) * OC4 + column + $n];
        let w2_$n = w[(tap * IC + i * 4 + 2) * OC4 + column + $n];
        let w3_$n = w[(tap * IC + i * 4 + 3) * OC4 + column + $n];
#for p PIXELS
        acc$p_$n += v$p.x * w0_$n;
        acc$p_$n += v$p.y * w1_$n;
        acc$p_$n += v$p.z * w2_$n;
        acc$p_$n += v$p.w * w3_$n;
#end
#end
#end
      }
    }
  }

#for p PIXELS
  let oy$p = uy$p * STEP + phaseY;
  let ox$p = ux$p * STEP + phaseX;
  if (row + $p < M && oy$p < OH && ox$p < OW) {
    let at = ((b$p * OH + oy$p) * OW + ox$p) * OC4 + column;
#for n COLUMNS
    store(at + $n, column + $n, acc$p_$n);
#end
  }
#end
}

fn store(at: u32, column: u32, sum: vec4f) {
  var value = sum;
#if BIAS
  value += bias[column];
#end
  if (RELU) {
    value = max(value, vec4f());
  }
#if MASK
  value = select(vec4f(), value, mask[at] > vec4f());
#end
  out[at] = value;
}
