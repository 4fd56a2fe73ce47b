/**
 * What it takes to write Protocol Buffers, and no more: numbers as varints, and everything else as bytes with their length in
 * front. A library would bring a compiler's output of all of ONNX's messages, a hundred times as much code.
 */
type Value = number | string | Uint8Array | Message | readonly Value[]

/** Values by their field's number; a list is a field that is repeated, and what is undefined is left out. */
export type Message = { readonly [field: number]: Value | undefined }

const VARINT = 0
const BYTES = 2

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const fields = Object.entries(message).flatMap(([field, value]) =>
    value === undefined ? [] : encodeField(Number(field), value),
  )
  return joined(fields)
}

function encodeField(field: number, value: Value): Uint8Array[] {
  if (Array.isArray(value)) return (value as readonly Value[]).flatMap((item) => encodeField(field, item))
  if (typeof value === 'number') return [varint((field << 3) | VARINT), varint(value)]
  const bytes = bytesOf(value)
  return [varint((field << 3) | BYTES), varint(bytes.length), bytes]
}

function bytesOf(value: string | Uint8Array | Message): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value)
  return value instanceof Uint8Array ? value : encodeMessage(value)
}

/** Seven bits a byte, the lowest first; a negative number as the 64 bits of its two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Uint8Array.of(...bytes, Number(rest))
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
