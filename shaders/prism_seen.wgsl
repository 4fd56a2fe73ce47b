// The second half of PRISM's sum over plane waves without a window, and what detectors see of it: over pixels i in Fourier space,
//
//   out[p, part, d] = Σ_(pixels i of the part, seen by detector d) | Σ_kx c[kx, p] · x[kx, r(p), i] |²
//
// x holds the sums of prism_rows.wgsl, [COLUMNS, ROWS, W]; c is [COLUMNS, PLACES] complex numbers, those of the probe's x. places has r of
// each probe, detectors a bit for each detector that sees a pixel.
//
// Tile: a thread looks at STEPS pairs of pixels, PARTS pairs apart, for SHARED probes, which follow one another and share r. Dispatch: x
// (folded into y) over the parts, z over such groups of probes.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, COLUMNS * ROWS * W / 2>;
@group(0) @binding(1) var<storage, read_write> c: array<vec4f, COLUMNS * PLACES / 2>;
#read places 2 u32 PLACES
#read detectors 3 u32 W
@group(0) @binding(4) var<storage, read_write> out: array<vec4f, PLACES * PARTS>;

const PAIRS = W / 2;

/// Which of the detectors see a pixel: 1 or 0 each.
fn seenBy(pixel: u32) -> vec4f {
  return vec4f((vec4u(detectorsAt(pixel)) >> vec4u(0, 1, 2, 3)) & vec4u(1));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let part = id.x + id.y * THREADS_X;
  if (part >= PARTS) {
    return;
  }
  let first = id.z * SHARED;
  let line = placesAt(first) * PAIRS;
#for p SHARED_PAIRS
  var one$p = vec4f();
  var two$p = vec4f();
#end
  for (var step = 0u; step < STEPS; step++) {
    let pair = step * PARTS + part;
    if (pair < PAIRS) {
#for p SHARED_PAIRS
      var a$p = vec4f();
      var b$p = vec4f();
#end
      for (var column = 0u; column < rolled(COLUMNS, groups); column++) {
        let near = x[column * (ROWS * PAIRS) + line + pair];
        let turned = vec4f(-near.y, near.x, -near.w, near.z);
#for p SHARED_PAIRS
        let c$p = c[(column * PLACES + first) / 2 + $p];
        a$p = fma(vec4f(c$p.x), near, fma(vec4f(c$p.y), turned, a$p));
        b$p = fma(vec4f(c$p.z), near, fma(vec4f(c$p.w), turned, b$p));
#end
      }
      let here = seenBy(2 * pair);
      let next = seenBy(2 * pair + 1);
#for p SHARED_PAIRS
      one$p += here * dot(a$p.xy, a$p.xy) + next * dot(a$p.zw, a$p.zw);
      two$p += here * dot(b$p.xy, b$p.xy) + next * dot(b$p.zw, b$p.zw);
#end
    }
  }
#for p SHARED_PAIRS
  out[(first + 2 * $p) * PARTS + part] = one$p;
  out[(first + 2 * $p + 1) * PARTS + part] = two$p;
#end
}
