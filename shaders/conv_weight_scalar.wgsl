// The same gradient as conv_weight.wgsl for channel counts that are not multiples of 4: scalar reads.
//
//   partial[s, ky, kx, i, o] = Σ_(b,y) in part s Σ_x X · dY
//
// Tile: one thread holds ROWS x channels × COLUMNS dy channels. Dispatch: as conv_weight.wgsl.
@group(0) @binding(0) var<storage, read_write> x: array<f32, X_PIXELS * IC>;
@group(0) @binding(1) var<storage, read_write> dy: array<f32, DY_PIXELS * OC>;
@group(0) @binding(2) var<storage, read_write> partial: array<f32, PARTS * K * K * IC * OC>;

const ROW_BLOCKS = IC / ROWS;
const COLUMN_BLOCKS = OC / COLUMNS;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  let o = (thread % COLUMN_BLOCKS) * COLUMNS;
  let i = (thread / COLUMN_BLOCKS % ROW_BLOCKS) * ROWS;
  let part = thread / (COLUMN_BLOCKS * ROW_BLOCKS);
  if (part >= PARTS) {
    return;
  }
  let ky = id.z / K;
  let kx = id.z % K;
#for r ROWS
#for n COLUMNS
  var acc$r_$n = 0f;
#end
#end

  let first = (max(PAD, kx) - kx + STRIDE - 1) / STRIDE;
  let end = min(DW, (max(GW + PAD, kx) - kx + STRIDE - 1) / STRIDE);
  let last = min(B * DH, (part + 1) * LINES);
  for (var line = part * LINES; line < last; line++) {
    let gy = i32(line % DH * STRIDE + ky) - i32(PAD);
    if (gy < 0 || gy >= i32(GH)) {
      continue;
    }
    let gathered = (line / DH * GH + u32(gy)) * GW + first * STRIDE + kx - PAD;
    let dense = line * DW + first;
#if X_GATHERED
    var xAt = gathered * IC + i;
    var dyAt = dense * OC + o;
#else
    var xAt = dense * IC + i;
    var dyAt = gathered * OC + o;
#end
    for (var column = first; column < end; column++) {
#for r ROWS
      let x$r = x[xAt + $r];
#end
#for n COLUMNS
      let dy$n = dy[dyAt + $n];
#for r ROWS
      acc$r_$n += x$r * dy$n;
#end
#end
      xAt += X_STEP * IC;
      dyAt += DY_STEP * OC;
    }
  }

  let at = ((part * K * K + id.z) * IC + i) * OC + o;
#for r ROWS
#for n COLUMNS
  partial[at + $r * OC + $n] = acc$r_$n;
#end
#end
}
