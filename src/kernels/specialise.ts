import type { Constant, Constants } from './constants'
import type { Accesses } from './operands'
import { expand } from './expand'
import { declaration } from './operands'

/**
 * Turns a `.wgsl` file into the shader of one shape. Shapes become WGSL `const`s, so that the compiler folds divisions
 * and drops dead branches; line directives cover what WGSL cannot say:
 *
 *   #for p PIXELS … #end    repeats the lines with `$p` = 0 … PIXELS − 1: named accumulators stay in registers, where an
 *                           array would be memory
 *   #if NAME … #else … #end keeps one side by the truth of a constant: bindings that only some variants have
 *   #read …                 declares a binding by where its numbers lie (operands.ts)
 *
 * A constant given as a string is a name (of a function) and replaces its own name in the text. Whatever does not fit
 * is an error here: a misspelt name must not quietly choose the other side.
 */
export function specialise(source: string, constants: Constants, accesses: Accesses = new Map()): string {
  const declared = Object.entries(constants)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name, value]) => `const ${name} = ${literal(name, value)};`)
  const lines = expand(source.split('\n'), constants, (line) => declaration(line, constants, accesses))
  const body = Object.entries(constants).reduce(
    (text, [name, value]) =>
      typeof value === 'string' ? text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), value) : text,
    lines.join('\n'),
  )
  // Directives (`enable subgroups;`) have to stand before every declaration.
  const directives = body.match(/^enable .*;$/gm) ?? []
  return [...directives, ...declared, body.replaceAll(/^enable .*;$/gm, '')].join('\n')
}

function literal(name: string, value: Constant): string {
  if (typeof value === 'object') {
    if (!Number.isFinite(value.f32)) throw new Error(`${name} is ${value.f32}: WGSL has no literal for it`)
    return `${value.f32}f`
  }
  if (typeof value !== 'number') return String(value)
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) throw new Error(`${name} is ${value}, not a u32`)
  return `${value}u`
}
