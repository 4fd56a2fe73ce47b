import { describe, expect, test } from 'vitest'

const shaders = import.meta.glob<string>('../../../shaders/*.wgsl', { query: '?raw', import: 'default', eager: true })

const files = Object.entries(shaders).map(([path, source]) => ({ name: path.split('/').at(-1)!, source }))

/** The comment that a file opens with. */
function header(source: string): string {
  const lines = source.split('\n')
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('//')),
    )
    .join('\n')
}

const isKernel = ({ source }: { source: string }) => source.includes('@compute')

test('there are kernels', () => expect(files.filter(isKernel).length).toBeGreaterThan(10))

describe.each(files.filter(isKernel))('$name', ({ source }) => {
  test('opens with its maths, its tile and its dispatch', () => {
    const text = header(source)
    // A formula: an assignment, or the table of what `f` can be.
    expect(text, 'maths').toMatch(/[=←]/)
    expect(text, 'tile').toMatch(/\bTile: /)
    expect(text, 'dispatch').toMatch(/\bDispatch: /)
  })

  test('has one entry point, whose workgroup the engine chooses', () => {
    expect(source.match(/@compute/g)).toHaveLength(1)
    expect(source).toContain('@compute @workgroup_size(WORKGROUP)\nfn main(')
  })

  test('binds storage read_write only, with a length', () => {
    // One arena behind every binding: WebGPU forbids to mix read and read_write views of a buffer in a dispatch.
    const bindings = [...source.matchAll(/^.*@binding\(.*$/gm)]
    const reads = [...source.matchAll(/^#read.*$/gm)]
    expect(bindings.length + reads.length).toBeGreaterThan(0)
    for (const [read] of reads) expect(read).toMatch(/^#read \w+ \d+ \w+ .+$/)
    for (const [binding] of bindings) {
      expect(binding).toMatch(/var<storage, read_write> \w+: array<\w+, .+>;$/)
    }
  })

  test('declares by #read what it does not change, but for vec4s that it wants from a buffer', () => {
    for (const [, name, element] of source.matchAll(/^@group.*> (\w+): array<(\w+),/gm)) {
      const changes = new RegExp(`\\b${name}\\[(?:[^[\\]]|\\[[^[\\]]*\\])*\\] [-+*/]?= `)
      if (element !== 'vec4f') expect(source).toMatch(changes)
    }
  })
})

// What several kernels share has no tile and no dispatch of its own.
test.each(files.filter((file) => !isKernel(file)))('$name says what it is for', ({ source }) => {
  expect(header(source).length).toBeGreaterThan(40)
})
