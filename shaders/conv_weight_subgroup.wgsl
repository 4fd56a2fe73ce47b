// The gradient of a convolution's weights as in conv_weight.wgsl, for adapters whose subgroups have LANES threads.
//
//   partial[s, ky, kx, i, o] = Σ_(b,y) in part s Σ_x gathered[b, y·STRIDE + ky − PAD, x·STRIDE + kx − PAD] · dense[b, y, x]
//   X_GATHERED  gathered = x (channels i), dense = dy (channels o)     conv2d
//   otherwise   gathered = dy (channels o), dense = x (channels i)     convTranspose2d
//
// The dense pixel is the same for every tap and every gathered channel, and those are what the threads of a workgroup
// differ in: each lane reads one dense pixel of the line, and LANES pixels are then passed round one by one.
//
// Tile: one thread holds 4 gathered channels (1 when THIN) × DENSE vec4 of dense channels, as outer products.
// Dispatch: x (folded into y) over taps × gathered channels, z over dense blocks × parts. The dense channels DC are a
// multiple of 4, and so are the gathered ones, GC, unless THIN.
enable subgroups;
#if THIN
@group(0) @binding(0) var<storage, read_write> gathered: array<f32, B * GH * GW * GC>;
#else
@group(0) @binding(0) var<storage, read_write> gathered: array<vec4f, B * GH * GW * GC / 4>;
#end
@group(0) @binding(1) var<storage, read_write> dense: array<vec4f, B * DH * DW * DC4>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, PARTS * K * K * GC * DC4>;

const DENSE_BLOCKS = DC4 / DENSE;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let thread = id.x + id.y * THREADS_X;
  // Threads beyond the last tap repeat it, so that every lane has a pixel to pass on.
  let tap = min(thread / G_BLOCKS, K * K - 1);
  let g = thread % G_BLOCKS;
  let ky = i32(tap / K) - i32(PAD);
  let kx = i32(tap % K) - i32(PAD);
  let d = group.z % DENSE_BLOCKS * DENSE;
  let part = group.z / DENSE_BLOCKS;
#for n DENSE
#for r HELD
  var acc$r_$n = vec4f();
#end
#end

  let last = min(B * DH, (part + 1) * LINES);
  for (var line = part * LINES; line < last; line++) {
    let gy = i32(line % DH * STRIDE) + ky;
    let lineInside = gy >= 0 && gy < i32(GH);
    let gLine = (i32(line / DH * GH) + gy) * i32(GW);
    for (var first = 0u; first < DW; first += LANES) {
#for n DENSE
      let own$n = select(vec4f(), dense[(line * DW + min(first + lane, DW - 1)) * DC4 + d + $n], first + lane < DW);
#end
#for l LANES
      {
        let gx = i32((first + $l) * STRIDE) + kx;
        let read = lineInside && gx >= 0 && gx < i32(GW);
        let at = select(0u, u32(gLine + gx) * G_BLOCKS + g, read);
#if THIN
        let v = select(0f, gathered[at], read);
#else
        let v = select(vec4f(), gathered[at], read);
#end
#for n DENSE
        let d$n = subgroupBroadcast(own$n, $l);
#if THIN
        acc0_$n += v * d$n;
#else
#if X_GATHERED
        acc0_$n += v.x * d$n;
        acc1_$n += v.y * d$n;
        acc2_$n += v.z * d$n;
        acc3_$n += v.w * d$n;
#else
        acc0_$n += d$n.x * v;
        acc1_$n += d$n.y * v;
        acc2_$n += d$n.z * v;
        acc3_$n += d$n.w * v;
#end
#end
#end
      }
#end
    }
  }

  if (thread >= K * K * G_BLOCKS) {
    return;
  }
  let base = part * K * K + tap;
#for n DENSE
#for r HELD
#if THIN
  partial[(base * GC + g) * DC4 + d + $n] = acc$r_$n;
#else
#if X_GATHERED
  partial[(base * GC + g * 4 + $r) * DC4 + d + $n] = acc$r_$n;
#else
  partial[(base * DC4 + d + $n) * GC + $r * G_BLOCKS + g] = acc$r_$n;
#end
#end
#end
#end
}
