// How fast an adapter reads vec4s, one address a lane: what convolutions wait for. Threads read neighbouring elements, as
// they do there.
//
//   out[t] = Σ_(r < ROUNDS) x[(t + 97·r) mod N4]
//
// Tile: one thread ROUNDS elements. Dispatch: x over THREADS.
#read x 0 vec4f N4
@group(0) @binding(1) var<storage, read_write> out: array<vec4f, THREADS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var sum = vec4f();
  for (var r = 0u; r < ROUNDS * min(groups.x, 1u); r++) {
    sum += xAt((id.x + 97 * r) % N4);
  }
  out[id.x] = sum;
}
