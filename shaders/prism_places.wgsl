// The second half of PRISM's sum over plane waves: each probe's wave behind the specimen, in a window of W / F × H / F pixels around it,
//
//   out[p, v, u] = Σ_kx c[kx, p] · x[kx, r(p), v0(p) + v, (X(p) + u) mod W]
//
// x holds the sums of prism_rows.wgsl, [COLUMNS, ROWS, HEIGHT, W]; c is [COLUMNS, PLACES] complex numbers, those of the probe's x. places
// has of each probe r · HEIGHT + v0, the first line of its window, and X.
//
// Tile: a thread sums pairs of neighbouring pixels for SHARED probes, which follow one another and share r; it goes over the SPAN pairs of
// pixels from `start`, of each such group of probes, that their windows lie in. Dispatch: x (folded into y) over SPAN · H / F, z over groups.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, COLUMNS * ROWS * HEIGHT * W / 2>;
@group(0) @binding(1) var<storage, read_write> c: array<vec4f, COLUMNS * PLACES / 2>;
#read places 2 vec2u PLACES
#read start 3 u32 PLACES / SHARED
@group(0) @binding(4) var<storage, read_write> out: array<vec2f, PLACES * WIDE * HIGH>;

const PAIRS = W / 2;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= SPAN * HIGH) {
    return;
  }
  let v = i / SPAN;
  let pair = (startAt(id.z) + i % SPAN) % PAIRS;
  let first = id.z * SHARED;
  // Those that share it lie in the same rows of the scan: their windows begin in one line.
  let line = (placesAt(first).x + v) * PAIRS + pair;
#for p SHARED_PAIRS
  var a$p = vec4f();
  var b$p = vec4f();
#end
  for (var column = 0u; column < rolled(COLUMNS, groups); column++) {
    let near = x[column * (ROWS * HEIGHT * PAIRS) + line];
    let turned = vec4f(-near.y, near.x, -near.w, near.z);
#for p SHARED_PAIRS
    let c$p = c[(column * PLACES + first) / 2 + $p];
    a$p = fma(vec4f(c$p.x), near, fma(vec4f(c$p.y), turned, a$p));
    b$p = fma(vec4f(c$p.z), near, fma(vec4f(c$p.w), turned, b$p));
#end
  }
#for p SHARED_PAIRS
  put(first + 2 * $p, v, 2 * pair, a$p.xy);
  put(first + 2 * $p, v, 2 * pair + 1, a$p.zw);
  put(first + 2 * $p + 1, v, 2 * pair, b$p.xy);
  put(first + 2 * $p + 1, v, 2 * pair + 1, b$p.zw);
#end
}

/// Where the pixel is in the window of the probe.
fn put(place: u32, v: u32, column: u32, value: vec2f) {
  let u = (column + W - placesAt(place).y) % W;
  if (u < WIDE) {
    out[(place * HIGH + v) * WIDE + u] = value;
  }
}
