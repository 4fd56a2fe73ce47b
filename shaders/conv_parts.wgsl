// The sums that the parts of conv_tiled.wgsl left, added up in their order: sum[pixel, o] = Σ_p partial[p, pixel, o].
//
// Tile: one thread a vec4 of channels. Dispatch: x (folded into y) over B × OH × OW × OC4.
#read partial 0 vec4f PARTS * B * OH * OW * OC4

const LENGTH = B * OH * OW * OC4;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= LENGTH) {
    return;
  }
  var sum = vec4f();
#for p PARTS
  let part$p = partialAt(thread + $p * LENGTH);
#end
#for p PARTS
  sum += part$p;
#end
  store(thread, thread % OC4, sum);
}
