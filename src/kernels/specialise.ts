import type { Constant, Constants } from './constants'
import type { Accesses } from './operands'
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
  const lines = expand(source.split('\n'), constants, accesses)
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

function expand(lines: string[], constants: Constants, accesses: Accesses): string[] {
  const out: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const [word, first, second] = lines[at].trim().split(/\s+/)
    if (word === '#read') {
      out.push(...declaration(lines[at], constants, accesses))
      continue
    }
    if (word !== '#for' && word !== '#if') {
      if (word.startsWith('#')) throw new Error(`line ${at + 1}: ${word} belongs to no #for or #if`)
      out.push(lines[at])
      continue
    }
    const { otherwise, end } = block(lines, at)
    if (word === '#for') {
      const count = constants[second]
      if (typeof count !== 'number') throw new Error(`#for ${first} ${second}: ${second} is not a number`)
      const body = lines.slice(at + 1, end)
      const name = new RegExp(`\\$${first}`, 'g')
      for (let i = 0; i < count; i++) {
        out.push(
          ...expand(
            body.map((line) => line.replaceAll(name, String(i))),
            constants,
            accesses,
          ),
        )
      }
    } else {
      if (!Object.hasOwn(constants, first)) throw new Error(`#if ${first}: there is no such constant`)
      const body = constants[first] ? lines.slice(at + 1, otherwise ?? end) : lines.slice((otherwise ?? end) + 1, end)
      out.push(...expand(body, constants, accesses))
    }
    at = end
  }
  return out
}

/** Line numbers of the `#else` (if any) and the `#end` that belong to the directive at `start`. */
function block(lines: string[], start: number): { otherwise: number | undefined; end: number } {
  let depth = 0
  let otherwise: number | undefined
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at].trim()
    if (line.startsWith('#for') || line.startsWith('#if')) depth++
    else if (line === '#else' && depth === 0) otherwise = at
    else if (line === '#end' && depth-- === 0) return { otherwise, end: at }
  }
  throw new Error(`no #end for line ${start + 1}: ${lines[start]}`)
}
