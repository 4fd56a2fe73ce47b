import { describe, expect, it } from 'vitest'
import { type Accesses, readsOf } from '../../../src/kernels/operands'
import { specialise } from '../../../src/kernels/specialise'
import { backward, functional as F, Tensor } from '../../../src/nn'
import { stubEngine } from '../../support/engine-stub'

/** The text without the constants in front of it and the indentation of this file. */
function body(source: string, constants: Parameters<typeof specialise>[1]): string[] {
  const declared = Object.values(constants).filter((value) => typeof value !== 'string').length
  return specialise(source, constants)
    .split('\n')
    .slice(declared)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

describe('constants', () => {
  it('become declarations of their WGSL type', () => {
    const text = specialise('x', { N: 3, HUGE: 2 ** 32 - 1, RELU: false, SCALE: { f32: -0.5 }, EPSILON: { f32: 1e-7 } })
    expect(text.split('\n')).toEqual([
      'const N = 3u;',
      'const HUGE = 4294967295u;',
      'const RELU = false;',
      'const SCALE = -0.5f;',
      'const EPSILON = 1e-7f;',
      'x',
    ])
  })

  it('come after the directives that WGSL wants first', () => {
    const source = '// header\n#if SUBGROUPS\nenable subgroups;\n#end\nx'
    expect(specialise(source, { SUBGROUPS: true }).split('\n').slice(0, 2)).toEqual([
      'enable subgroups;',
      'const SUBGROUPS = true;',
    ])
    expect(specialise(source, { SUBGROUPS: false })).not.toContain('enable')
  })

  it('that are names replace their own, as whole words', () => {
    expect(specialise('FUNCTION(x) + FUNCTIONS', { FUNCTION: 'relu' })).toBe('relu(x) + FUNCTIONS')
  })

  it('that WGSL has no literal for are errors', () => {
    for (const N of [-1, 0.5, NaN, 2 ** 32]) expect(() => specialise('', { N })).toThrow(`N is ${N}, not a u32`)
    for (const f32 of [NaN, Infinity]) expect(() => specialise('', { S: { f32 } })).toThrow(`S is ${f32}`)
  })
})

describe('#for', () => {
  it('repeats its lines with the number in the place of the name', () => {
    expect(body('#for p N\nlet a$p = b[$p]; // $q\n#end\nend', { N: 3 })).toEqual([
      'let a0 = b[0]; // $q',
      'let a1 = b[1]; // $q',
      'let a2 = b[2]; // $q',
      'end',
    ])
  })

  it('nests, with the outer number known inside', () => {
    const source = '#for p ROWS\nrow $p\n#for n COLUMNS\nacc$p_$n\n#end\n#end'
    expect(body(source, { ROWS: 2, COLUMNS: 2 })).toEqual(['row 0', 'acc0_0', 'acc0_1', 'row 1', 'acc1_0', 'acc1_1'])
  })

  it('none times leaves nothing', () => {
    expect(body('a\n#for p N\nb\n#end\nc', { N: 0 })).toEqual(['a', 'c'])
  })
})

describe('#if', () => {
  const source = 'a\n#if BIAS\nb\n#else\nc\n#end\nd'

  it('keeps one side', () => {
    expect(body(source, { BIAS: true })).toEqual(['a', 'b', 'd'])
    expect(body(source, { BIAS: false })).toEqual(['a', 'c', 'd'])
    expect(body('#if BIAS\nb\n#end', { BIAS: false })).toEqual([])
  })

  it('nests, each #else with its own #if', () => {
    const nested = '#if A\n#if B\nab\n#else\na\n#end\n#else\n#if B\nb\n#else\nnone\n#end\n#end'
    const sides = [true, false].flatMap((A) => [true, false].flatMap((B) => body(nested, { A, B })))
    expect(sides).toEqual(['ab', 'a', 'b', 'none'])
  })

  it('inside #for, and #for inside #if', () => {
    const mixed = '#for p N\n#if A\nx$p\n#else\ny$p\n#end\n#end\n#if A\n#for p N\nz$p\n#end\n#end'
    expect(body(mixed, { N: 2, A: true })).toEqual(['x0', 'x1', 'z0', 'z1'])
    expect(body(mixed, { N: 2, A: false })).toEqual(['y0', 'y1'])
  })
})

describe('what does not fit is an error', () => {
  const errors: [string, string, string][] = [
    ['a #for without #end', '#for p N\nx', 'no #end for line 1: #for p N'],
    ['an #if without #end', 'x\n#if A\n#for p N\n#end', 'no #end for line 2: #if A'],
    ['a #for over no number', '#for p A\n#end', '#for p A: A is not a number'],
    ['a #for over nothing known', '#for p PIXEL\n#end', '#for p PIXEL: PIXEL is not a number'],
    ['an #if on nothing known', '#if BIASS\n#end', '#if BIASS: there is no such constant'],
    ['an #end too many', '#if A\n#end\n#end', '#end belongs to no #for or #if'],
    ['an #else on its own', 'x\n#else', '#else belongs to no #for or #if'],
    ['an unknown directive', '#elif A', '#elif belongs to no #for or #if'],
  ]
  for (const [title, source, message] of errors)
    it(title, () => expect(() => specialise(source, { N: 2, A: true })).toThrow(message))
})

/**
 * The shaders of some convolutions as an adapter gets them, so that a change to the generator or to conv.wgsl can be
 * read as WGSL. `npx vitest run --project unit -u` writes them anew.
 */
describe('generated WGSL', () => {
  type Image = (...shape: number[]) => Tensor

  /** The shader of the last convolution that `build` records on an adapter with subgroups of `lanes`. */
  const shader = (lanes: number, build: (image: Image) => void, accesses?: Accesses) => {
    const engine = stubEngine(lanes)
    const image: Image = (...shape) => {
      const tensor = new Tensor(engine, engine.allocate(shape.reduce((a, b) => a * b)), shape)
      tensor.requiresGrad = true
      return tensor
    }
    const { calls } = engine.capture(() => build(image)).recording
    const { source, constants } = calls.findLast(({ kernel }) => /^conv(?!.*weight)/.test(kernel.label))!.kernel
    return specialise(source, constants, accesses)
  }

  const forward = (image: Image) => {
    F.conv2d(image(32, 32, 32, 8), image(4, 4, 8, 16), image(16), { stride: 2, padding: 1, relu: true })
  }

  it('conv2d with bias and ReLU', async () => {
    await expect(shader(0, forward)).toMatchFileSnapshot('snapshots/conv2d-8-16-k4-s2-relu.wgsl')
  })

  it('conv2d with bias and ReLU, weights passed round a subgroup', async () => {
    await expect(shader(8, forward)).toMatchFileSnapshot('snapshots/conv2d-8-16-k4-s2-relu-subgroups.wgsl')
  })

  it('conv2d whose operands are read from textures', async () => {
    const inTexture = (start: number) => ({ isTexture: true, start })
    const accesses = new Map([
      [0, inTexture(0)],
      [1, inTexture(128)],
    ])
    await expect(shader(8, forward, accesses)).toMatchFileSnapshot('snapshots/conv2d-8-16-k4-s2-relu-textures.wgsl')
  })

  it('dInput of conv2d, masked by the ReLU before it', async () => {
    const text = shader(0, (image) => {
      const h = F.relu(image(16, 15, 15, 64))
      backward(F.sum(F.conv2d(h, image(3, 3, 64, 128), null, { stride: 2 })))
    })
    await expect(text).toMatchFileSnapshot('snapshots/dinput-64-128-k3-s2-mask.wgsl')
  })
})

it('a binding that one variant reads and another makes is left alone by the first only', () => {
  const source = [
    '#if GRADIENT',
    '#read dz 2 vec4f N',
    '#else',
    '@binding(2) var<storage, read_write> z: array<vec4f>;',
    '#end',
  ]
  const readsFor = (GRADIENT: boolean) => [...readsOf(source.join('\n'), { GRADIENT, N: 4 })]
  expect(readsFor(true)).toEqual([[2, { isWide: true }]])
  expect(readsFor(false)).toEqual([])
})
