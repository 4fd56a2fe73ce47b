// Some of the numbers of complex planes, side by side:
//
//   out[p, i] = x[p, pixels[i]], and 0 where pixels[i] is the largest number of 32 bits
//
// Tile: one thread a number. Dispatch: x (folded into y) over those of a plane, z over the planes.
#read x 0 vec2f PLANES * LENGTH
#read pixels 1 u32 PICKED
@group(0) @binding(2) var<storage, read_write> out: array<vec2f, PLANES * PICKED>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= PICKED) {
    return;
  }
  let pixel = pixelsAt(i);
  let isThere = pixel < LENGTH;
  out[id.z * PICKED + i] = select(vec2f(), xAt(id.z * LENGTH + select(0, pixel, isThere)), isThere);
}
