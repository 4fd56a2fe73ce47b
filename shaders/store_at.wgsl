// Keeps one number of every step: history[index[0]] = value[0], to be read once an epoch instead of once a step.
//
// Tile: one thread. Dispatch: 1.
@group(0) @binding(0) var<storage, read_write> value: array<f32, 1>;
@group(0) @binding(1) var<storage, read_write> index: array<u32, 1>;
@group(0) @binding(2) var<storage, read_write> history: array<f32, LENGTH>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 0) {
    history[index[0]] = value[0];
  }
}
