// The first half of PRISM's sum over plane waves (Ophus, Adv. Struct. Chem. Imaging 3 (2017) 13), what all probes of a row of the scan share:
// for each column of the waves' frequencies, those with one kx,
//
//   out[kx, r, t, X] = Σ_(waves b of kx) c[b, r] · s[b, (Y + t) mod H, X]
//
// of ROWS rows of the scan at once. s holds PLANES of the scattering matrix's waves in real space; c is [PLANES, ROWS] complex numbers,
// the lens's and those of the probe's y; t goes over HEIGHT lines of pixels from Y on, which all of the rows' windows lie in. plan is Y, the
// number of runs and, from 4 on, the runs: waves of one column from the first to before the last, the column, and whether `out` already has
// others of it, to be added to.
//
// Tile: a thread makes two pairs of neighbouring pixels, W / 2 apart, of all ROWS. Dispatch: x (folded into y) over HEIGHT · W / 4.
@group(0) @binding(0) var<storage, read_write> s: array<vec4f, PLANES * H * W / 2>;
@group(0) @binding(1) var<storage, read_write> c: array<vec4f, PLANES * ROWS / 2>;
#read plan 2 vec4u 1 + PLANES
@group(0) @binding(3) var<storage, read_write> out: array<vec4f, COLUMNS * ROWS * HEIGHT * W / 2>;

const PAIRS = W / 2;
const HALF = PAIRS / 2;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * THREADS_X;
  if (i >= HEIGHT * HALF) {
    return;
  }
  let t = i / HALF;
  let q = i % HALF;
  let head = planAt(0);
  let line = (head.x + t) % H * PAIRS + q;
  for (var n = 1u; n <= head.y; n++) {
    let run = planAt(n);
#for p ROW_PAIRS
    var a$p = vec4f();
    var b$p = vec4f();
    var d$p = vec4f();
    var e$p = vec4f();
#end
    for (var wave = run.x; wave < run.y; wave++) {
      let near = s[wave * (H * PAIRS) + line];
      let far = s[wave * (H * PAIRS) + line + HALF];
      let nearTurned = vec4f(-near.y, near.x, -near.w, near.z);
      let farTurned = vec4f(-far.y, far.x, -far.w, far.z);
#for p ROW_PAIRS
      let c$p = c[wave * ROW_PAIRS + $p];
      a$p = fma(vec4f(c$p.x), near, fma(vec4f(c$p.y), nearTurned, a$p));
      b$p = fma(vec4f(c$p.x), far, fma(vec4f(c$p.y), farTurned, b$p));
      d$p = fma(vec4f(c$p.z), near, fma(vec4f(c$p.w), nearTurned, d$p));
      e$p = fma(vec4f(c$p.z), far, fma(vec4f(c$p.w), farTurned, e$p));
#end
    }
    let at = run.z * (ROWS * HEIGHT * PAIRS) + t * PAIRS + q;
    let isMore = run.w == 1;
#for p ROW_PAIRS
    add(at + 2 * $p * (HEIGHT * PAIRS), a$p, isMore);
    add(at + 2 * $p * (HEIGHT * PAIRS) + HALF, b$p, isMore);
    add(at + (2 * $p + 1) * (HEIGHT * PAIRS), d$p, isMore);
    add(at + (2 * $p + 1) * (HEIGHT * PAIRS) + HALF, e$p, isMore);
#end
  }
}

fn add(at: u32, value: vec4f, isMore: bool) {
  if (isMore) {
    out[at] += value;
  } else {
    out[at] = value;
  }
}
