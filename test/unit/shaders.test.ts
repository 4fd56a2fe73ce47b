import { expect, test } from 'vitest'

const shaders = import.meta.glob<string>('../../shaders/*.wgsl', { query: '?raw', import: 'default', eager: true })

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

test('there are shaders', () => expect(Object.keys(shaders).length).toBeGreaterThan(10))

for (const [path, source] of Object.entries(shaders)) {
  const name = path.split('/').at(-1)!

  test(`${name} opens with its maths, its tile and its dispatch`, () => {
    const text = header(source)
    // A formula: an assignment, or the table of what `f` can be.
    expect(text, 'maths').toMatch(/[=←]/)
    expect(text, 'tile').toMatch(/\bTile: /)
    expect(text, 'dispatch').toMatch(/\bDispatch: /)
  })

  test(`${name} binds storage read_write only, with a length, and has one entry point`, () => {
    // One arena behind every binding: WebGPU forbids to mix read and read_write views of a buffer in a dispatch.
    for (const [binding] of source.matchAll(/^.*@binding\(.*$/gm)) {
      expect(binding).toMatch(/var<storage, read_write> \w+: array<\w+, .+>;$/)
    }
    expect(source.match(/@compute/g)).toHaveLength(1)
    expect(source).toContain('@compute @workgroup_size(WORKGROUP)\nfn main(')
  })
}
