import type { Constants } from './constants'

/** What is left of `lines` when every directive is carried out; `declare` says what stands for a `#read` line. */
export function expand(lines: readonly string[], constants: Constants, declare: (line: string) => string[]): string[] {
  const out: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const [word, first, second] = lines[at].trim().split(/\s+/)
    if (word === '#read') {
      out.push(...declare(lines[at]))
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
            declare,
          ),
        )
      }
    } else {
      if (!Object.hasOwn(constants, first)) throw new Error(`#if ${first}: there is no such constant`)
      const body = constants[first] ? lines.slice(at + 1, otherwise ?? end) : lines.slice((otherwise ?? end) + 1, end)
      out.push(...expand(body, constants, declare))
    }
    at = end
  }
  return out
}

/** Line numbers of the `#else` (if any) and the `#end` that belong to the directive at `start`. */
function block(lines: readonly string[], start: number): { otherwise: number | undefined; end: number } {
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
