// Keeps one number of every step: history[index[0]] = value[0], to be read once an epoch instead of once a step.
//
// Tile: one thread. Dispatch: 1.
#read value 0 f32 1
#read index 1 u32 1
@group(0) @binding(2) var<storage, read_write> history: array<f32, LENGTH>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 0) {
    history[indexAt(0)] = valueAt(0);
  }
}
