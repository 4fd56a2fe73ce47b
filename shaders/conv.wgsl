// Convolution and transposed convolution as one gather, an implicit matrix product over M = B·UH·UW output pixels,
// N = OC output channels and taps·IC:
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o])
//
// iy, ix and the phases of a transposed convolution: conv_geometry.wgsl; bias and act: conv_epilogue.wgsl.
// SWAPPED reads the weights as w[ky, kx, o, i], which is what both dInputs need.
//
// Tile: one thread holds PIXELS pixels × COLUMNS vec4 of channels in registers; no workgroup memory, no barrier. All
// threads of a workgroup need the same 4 × COLUMNS vec4 of weights at a time. With SUBGROUPS its lanes read them once,
// one vec4 each, and pass them round: on a software adapter a read is a gather, lane by lane, and costs as much as a
// dozen multiply-adds. PACKED: a subgroup has a lane for each of the 4 × COLUMNS; else four lanes do one column at a time.
// Dispatch: x (folded into y) over pixel blocks, z over column blocks × phases. IC and OC are multiples of 4.
#if SUBGROUPS
enable subgroups;
#end
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, B * IH * IW * IC4>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4f, K * K * IC * OC4>;

const COLUMN_BLOCKS = OC4 / COLUMNS;

// Four vec4 (`part` 0 … 3) make up the weights between input channels 4i … 4i + 3 and a column of 4 output channels:
// one for each input channel, or, when SWAPPED, one for each output channel.
fn weightAt(tap: u32, i: u32, column: u32, part: u32) -> u32 {
  if (SWAPPED) {
    return (tap * OC + column * 4 + part) * IC4 + i;
  }
  return (tap * IC + i * 4 + part) * OC4 + column;
}

fn product(v: vec4f, w0: vec4f, w1: vec4f, w2: vec4f, w3: vec4f) -> vec4f {
  if (SWAPPED) {
    return vec4f(dot(v, w0), dot(v, w1), dot(v, w2), dot(v, w3));
  }
  return v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
#if SUBGROUPS
  @builtin(subgroup_invocation_id) lane: u32,
#end
) {
  let row = (id.x + id.y * THREADS_X) * PIXELS;
  let column = group.z % COLUMN_BLOCKS * COLUMNS;
  let phaseY = group.z / COLUMN_BLOCKS / STEP;
  let phaseX = group.z / COLUMN_BLOCKS % STEP;
#for p PIXELS
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
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
#if PACKED
        let own = w[weightAt(tap, i, column + lane / 4 % COLUMNS, lane % 4)];
#end
#for p PIXELS
        let v$p = select(vec4f(), x[at$p + i], read$p);
#end
#for n COLUMNS
#if PACKED
        let w0_$n = subgroupBroadcast(own, 4 * $n);
        let w1_$n = subgroupBroadcast(own, 4 * $n + 1);
        let w2_$n = subgroupBroadcast(own, 4 * $n + 2);
        let w3_$n = subgroupBroadcast(own, 4 * $n + 3);
#else
#if SUBGROUPS
        let own$n = w[weightAt(tap, i, column + $n, lane % 4)];
        let w0_$n = subgroupBroadcast(own$n, 0);
        let w1_$n = subgroupBroadcast(own$n, 1);
        let w2_$n = subgroupBroadcast(own$n, 2);
        let w3_$n = subgroupBroadcast(own$n, 3);
#else
        let w0_$n = w[weightAt(tap, i, column + $n, 0)];
        let w1_$n = w[weightAt(tap, i, column + $n, 1)];
        let w2_$n = w[weightAt(tap, i, column + $n, 2)];
        let w3_$n = w[weightAt(tap, i, column + $n, 3)];
#end
#end
#for p PIXELS
        acc$p_$n += product(v$p, w0_$n, w1_$n, w2_$n, w3_$n);
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
