// Group normalisation (Wu and He 2018) of x [B, S, C], S pixels an image, in groups of WIDTH = C / GROUPS channels:
//
//   mean, r    = of a group's S·WIDTH numbers: their mean, and 1 / √(their variance + EPSILON)
//   y[b, s, c] = (x[b, s, c] − mean) · r · scale[c] + shift[c]
//   GRADIENT     dx = r · (g − mean(g) − x̂ · mean(g·x̂)), g = dy · scale, x̂ = (x − mean) · r
//
// The sums are added by thread, each over every WORKGROUP-th number, then thread by thread: always in one order.
// statistics[b, group] = (mean, r). Tile: one workgroup a group. Dispatch: x (folded into y) over B × GROUPS workgroups.
#read x 0 f32 N
#read scale 1 f32 C
@group(0) @binding(2) var<storage, read_write> statistics: array<vec2f, B * GROUPS>;
@group(0) @binding(3) var<storage, read_write> out: array<f32, N>;
#if GRADIENT
#read dy 4 f32 N
#else
#read shift 4 f32 C
#end

const SIZE = S * WIDTH;

var<workgroup> sums: array<vec2f, WORKGROUP>;

// The sum of what all threads of the workgroup give, to all of them.
fn total(own: vec2f, thread: u32) -> vec2f {
  workgroupBarrier();
  sums[thread] = own;
  workgroupBarrier();
  var sum = vec2f();
  for (var t = 0u; t < WORKGROUP; t++) {
    sum += sums[t];
  }
  return sum;
}

// Number k of a group, as an index of x.
fn place(group: u32, k: u32) -> u32 {
  return (group / GROUPS * S + k / WIDTH) * C + channel(group, k);
}

fn channel(group: u32, k: u32) -> u32 {
  return group % GROUPS * WIDTH + k % WIDTH;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) thread: u32) {
  // Workgroups beyond the last group do its work again and write nothing: barriers take all threads.
  let number = at.x + at.y * (THREADS_X / WORKGROUP);
  let group = min(number, B * GROUPS - 1);
  let last = select(0, SIZE, number < B * GROUPS);
  var own = vec2f();
#if GRADIENT
  let mean = statistics[group].x;
  let r = statistics[group].y;
  for (var k = thread; k < SIZE; k += WORKGROUP) {
    let i = place(group, k);
    let g = dyAt(i) * scaleAt(channel(group, k));
    own += vec2f(g, g * (xAt(i) - mean) * r);
  }
  let means = total(own, thread) / f32(SIZE);
  for (var k = thread; k < last; k += WORKGROUP) {
    let i = place(group, k);
    let g = dyAt(i) * scaleAt(channel(group, k));
    out[i] = r * (g - means.x - (xAt(i) - mean) * r * means.y);
  }
#else
  for (var k = thread; k < SIZE; k += WORKGROUP) {
    own.x += xAt(place(group, k));
  }
  let mean = total(own, thread).x / f32(SIZE);
  own = vec2f();
  for (var k = thread; k < SIZE; k += WORKGROUP) {
    let d = xAt(place(group, k)) - mean;
    own.x += d * d;
  }
  let r = 1 / sqrt(total(own, thread).x / f32(SIZE) + EPSILON);
  for (var k = thread; k < last; k += WORKGROUP) {
    let i = place(group, k);
    let c = channel(group, k);
    out[i] = (xAt(i) - mean) * r * scaleAt(c) + shiftAt(c);
  }
  if (thread == 0 && number < B * GROUPS) {
    statistics[group] = vec2f(mean, r);
  }
#end
}
