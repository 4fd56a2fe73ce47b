// Lines of complex planes, for the shaders that transform them: fft_pass.wgsl and fft_lanes.wgsl.
//
// COUNT lines of N elements, STRIDE apart in x and WIDE apart in a whole plane of W × H; NEXT and WIDE_NEXT from one line to the next. x may
// lack the columns that the waves' band leaves empty: of W columns in Fourier space it has PITCH, as many at either end. So a row has KEPT
// elements at either end and a GAP between them, and columns have a LINE_GAP between them. A thread holds HELD elements.
#read twiddles 0 vec2f N
#if HAS_FACTOR
#read factor 2 vec2f W * H
#end

alias Held = array<vec2f, HELD>;

fn times(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

/// Where x has an element, told by its place among those that are stored of the line.
fn at(plane: u32, line: u32, stored: u32) -> u32 {
  return plane * (PITCH * H) + line * NEXT + stored * STRIDE;
}

/// Where a whole plane has an element.
fn wideAt(line: u32, element: u32) -> u32 {
  return (line + select(0u, LINE_GAP, line >= COUNT / 2)) * WIDE_NEXT + element * WIDE;
}
