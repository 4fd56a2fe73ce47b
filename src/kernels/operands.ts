import type { Constants } from './constants'
import { expand } from './expand'

/**
 * Where numbers lie, and how a shader reads them.
 *
 * Every storage has a place in a buffer, where kernels leave their results. Beside it a storage may have a texture of
 * vec4s with the same numbers, `TEXELS` a line: a software adapter gathers from a buffer lane by lane, and fetches
 * from a texture a vec4 at a time, twice as fast. Whoever changes the buffer has the texture copied from it right after
 * (`Program.run`): on such an adapter a copy costs a tenth of what kernels would pay for storing into textures
 * themselves. Whether the adapter gains by it is measured once (`Tuner.prefersTextures`).
 *
 * Shaders are written once for both. The directive
 *
 *   #read NAME BINDING ELEMENT COUNT
 *
 * declares a binding that the shader does not change, and NAMEAt(i), its i-th element, a half as f32. Only elements that are
 * `vec4f` can be read from a texture. A binding declared in plain WGSL is a buffer that may be changed; or one of vec4s
 * that is left alone, but lies among others which change too often for a texture to keep up: the gradients.
 */
export interface Access {
  isTexture: boolean
  /** The texel of the texture at which the operand begins. */
  start: number
}

/** By binding; a binding that is not here is a buffer. */
export type Accesses = ReadonlyMap<number, Access>

export const BUFFER: Access = { isTexture: false, start: 0 }

/** Texels a line of every texture. */
export const TEXELS = 1024

/** Lines of a texture for so many words. */
export function linesOf(words: number): number {
  return Math.ceil(words / (4 * TEXELS))
}

/** The bindings that a shader does not change, and whether it can read them from textures. */
export function readsOf(source: string, constants: Constants): ReadonlyMap<number, { isWide: boolean }> {
  const reads = new Map<number, { isWide: boolean }>()
  // Some variants only: what one reads, another may make.
  const directives = source.split('\n').filter((line) => line.trim().startsWith('#'))
  expand(directives, constants, (line) => {
    const { binding, element } = parsed(line)
    reads.set(binding, { isWide: resolve(element, constants) === 'vec4f' })
    return []
  })
  return reads
}

/** The WGSL of a `#read` line. */
export function declaration(line: string, constants: Constants, accesses: Accesses): string[] {
  const { name, binding, element, count } = parsed(line)
  const { isTexture, start } = accesses.get(binding) ?? BUFFER
  const type = valueOf(resolve(element, constants))
  const at = start === 0 ? 'i' : `(i + ${start}u)`
  return isTexture
    ? [
        `@group(0) @binding(${binding}) var ${name}: texture_storage_2d<rgba32float, read>;`,
        `fn ${name}At(i: u32) -> vec4f { return textureLoad(${name}, vec2u(${at} % ${TEXELS}u, ${at} / ${TEXELS}u)); }`,
      ]
    : [
        `@group(0) @binding(${binding}) var<storage, read_write> ${name}: array<${element}, ${count}>;`,
        `fn ${name}At(i: u32) -> ${type} { return ${type}(${name}[i]); }`,
      ]
}

function parsed(line: string): { name: string; binding: number; element: string; count: string } {
  const [, name, binding, element, ...count] = line.trim().split(/\s+/)
  return { name, binding: Number(binding), element, count: count.join(' ') }
}

/** What an element is computed with. */
function valueOf(element: string): string {
  return element === 'f16' ? 'f32' : element === 'vec4<f16>' ? 'vec4f' : element
}

/** A constant that is a name stands for what it names. */
function resolve(element: string, constants: Constants): string {
  const value = constants[element]
  return typeof value === 'string' ? value : element
}
