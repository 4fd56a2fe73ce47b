// Shared by the convolution kernels: what happens to a finished sum before it is written.
//
//   out = sum (+ bias of its channel) (, negative values to 0 if RELU) (, 0 where the mask is 0)
//
// The mask is the output of the ReLU that produced this operation's input: its gradient is zero where the ReLU was.
// A sum is an ELEMENT, f32 or vec4f, and OUTS the number of them a pixel. What is read and written is converted from and
// to what is stored: SCALAR f32 or f16, VEC4 four of them, STORED whichever an ELEMENT is stored as. A kernel that leaves
// parts of its sums to be added up stores COPIES of the result.
//
// Tile, Dispatch: those of the kernel that this stands behind.
@group(0) @binding(2) var<storage, read_write> out: array<STORED, COPIES * B * OH * OW * OUTS>;
#if BIAS
#read bias 3 STORED OUTS
#end
#if MASK
#read mask 4 ELEMENT B * OH * OW * OUTS
#end

fn store(at: u32, column: u32, sum: ELEMENT) {
  var value = sum;
#if BIAS
  value += biasAt(column);
#end
  if (RELU) {
    value = max(value, ELEMENT());
  }
#if MASK
  value = select(ELEMENT(), value, maskAt(at) > ELEMENT());
#end
  out[at] = STORED(value);
}
