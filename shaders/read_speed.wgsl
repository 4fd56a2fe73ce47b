// How fast an adapter reads vec4s, one address a lane: what convolutions wait for. Threads read elements as far
// apart as the pixels of an image with a few channels.
//
//   out[t] = Σ_(r < ROUNDS) Σ_(k < 4) x[(4·t + k + 97·r) mod N4]       N4 is a power of 2
//
// Tile: one thread 4 · ROUNDS elements. Dispatch: x over THREADS.
#read x 0 vec4f N4
@group(0) @binding(1) var<storage, read_write> out: array<vec4f, THREADS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var sum = vec4f();
  for (var r = 0u; r < ROUNDS * min(groups.x, 1u); r++) {
    let at = 4 * id.x + 97 * r;
    sum += xAt(at % N4) + xAt((at + 1) % N4) + xAt((at + 2) % N4) + xAt((at + 3) % N4);
  }
  out[id.x] = sum;
}
