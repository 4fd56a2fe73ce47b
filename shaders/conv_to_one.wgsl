// A convolution or transposed convolution to a single channel: each output is one long dot product.
//
//   out[b, oy, ox] = act(bias + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i])      iy, ix: conv_geometry.wgsl
//
// Tile: one thread holds the OUTPUTS = PIXELS·STEP neighbouring outputs of a line, of all phases along x, which look at the same
// WINDOW of input pixels: each is read once, from BACK before the first one's own on. The four lanes of a quad share the
// weights of a line of at most four taps (QUADS). Dispatch: x (folded into y) over blocks of a line, z over phases along y. IC is
// a multiple of 4.
#if QUADS
enable subgroups;
#end
#read x 0 VEC4 B * IH * IW * IC4
#read w 1 VEC4 K * K * IC4

const BLOCKS = (UW + PIXELS - 1) / PIXELS;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
#if QUADS
  @builtin(subgroup_invocation_id) lane: u32,
#end
) {
  let block = id.x + id.y * THREADS_X;
  let line = min(block / BLOCKS, B * UH - 1);
  let u = block % BLOCKS * PIXELS;
  let uy = line % UH;
  let phaseY = group.z;
  let left = startIndex(u) - i32(BACK);
#for o OUTPUTS
  var acc$o = 0f;
  // The taps along x that reach this output, and where in the window each of them looks.
#for t TAPS
  const tap$o_$t = ($ou % STEP + PAD) % STEP + $tu * STEP;
  const ahead$o_$t = (i32($ou % STEP + PAD) - i32(tap$o_$t)) / i32(STRIDE);
  const seen$o_$t = select($ou * STRIDE + tap$o_$t, u32(i32($ou / STEP + BACK) + ahead$o_$t), TRANSPOSED);
#end
#end

  for (var ky = (phaseY + PAD) % STEP; ky < rolled(K, groups); ky += STEP) {
    let iy = inputIndex(uy, phaseY, ky);
    // As unsigned numbers, what lies before the image is beyond it too.
    let inside = u32(iy) < IH;
    let first = i32((line / UH) * IH * IW) + iy * i32(IW) + left;
    var read: array<bool, WINDOW>;
    var v: array<vec4f, WINDOW>;
#for d WINDOW
    read[$d] = inside & (u32(left + $d) < IW);
    let at$d = select(0u, u32(first + $d) * IC4, read[$d]);
#end
#for o OUTPUTS
#for t TAPS
    var sum$o_$t = 0f;
#end
#end
    for (var i = 0u; i < rolled(IC4, groups); i++) {
      var weights: array<vec4f, K>;
#if QUADS
      let own = wAt((ky * K + min(lane % 4, K - 1)) * IC4 + i);
#for k K
      weights[$k] = quadBroadcast(own, $ku);
#end
#else
#for k K
      weights[$k] = wAt((ky * K + $k) * IC4 + i);
#end
#end
#for d WINDOW
      v[$d] = xAt(at$d + i);
#end
#for o OUTPUTS
#for t TAPS
      if (tap$o_$t < K) {
        sum$o_$t += dot(v[min(seen$o_$t, WINDOW - 1)], weights[min(tap$o_$t, K - 1)]);
      }
#end
#end
    }
#for o OUTPUTS
#for t TAPS
    acc$o += select(0f, sum$o_$t, read[min(seen$o_$t, WINDOW - 1)]);
#end
#end
  }

  // One store in a loop compiles several times as fast as one for each sum.
  for (var o = 0u; o < rolled(OUTPUTS, groups); o++) {
    var sum = acc0;
#for o OUTPUTS
    sum = select(sum, acc$o, o == $ou);
#end
    let oy = uy * STEP + phaseY;
    let ox = u * STEP + o;
    if (block < BLOCKS * B * UH && oy < OH && ox < OW) {
      store((line / UH * OH + oy) * OW + ox, 0, sum);
    }
  }
}
