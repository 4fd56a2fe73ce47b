// `count`, of which a compiler cannot know that it is constant: the bound of a loop that must stay one. Software adapters
// unroll short loops; a shader then takes several times as long to compile, and what no longer fits the registers makes
// the loop slower.
//
// Tile, Dispatch: those of the kernel that this stands in front of; `groups` is its number of workgroups.
fn rolled(count: u32, groups: vec3u) -> u32 {
  return count * min(groups.x, 1u);
}
