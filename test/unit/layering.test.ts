import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { violations } from '../support/layering'

const root = fileURLToPath(new URL('../..', import.meta.url))

function sourcesUnder(...folders: string[]): Map<string, string> {
  const present = folders.filter((folder) => existsSync(join(root, folder)))
  const paths = present.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => posix.join(folder, name.replaceAll('\\', '/'))),
  )
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

// It parses every source: seconds on a busy machine.
test('the sources keep to the architecture', { timeout: 60_000 }, () => {
  const sources = sourcesUnder('src', 'bench')
  expect(sources.size).toBeGreaterThan(10)
  expect(violations(sources)).toEqual([])
})

describe('the check finds', () => {
  const breaches = (files: Record<string, string>) => violations(new Map(Object.entries(files)))

  test.each([
    [
      'an upward import',
      { 'src/nn/a.ts': `import { b } from '../stem/math/b'`, 'src/stem/math/b.ts': '' },
      'nn may not import stem',
    ],
    [
      'a type import upward',
      { 'src/io/a.ts': `import type { B } from '../stem/math/b'`, 'src/stem/math/b.ts': '' },
      'io may not',
    ],
    ['a re-export upward', { 'src/kernels/a.ts': `export * from '../nn/b'`, 'src/nn/b.ts': '' }, 'kernels may not'],
    [
      'a dynamic import upward',
      { 'src/stem/math/a.ts': `void import('../../cli/b')`, 'src/cli/b.ts': '' },
      'stem may not',
    ],
    [
      'an inline import type',
      { 'src/stem/math/a.ts': `let x: import('../../app/b').B`, 'src/app/b.ts': '' },
      'stem may not',
    ],
    [
      'a worker started from the wrong layer',
      { 'src/nn/a.ts': `new Worker(new URL('../session/w.ts', import.meta.url))`, 'src/session/w.ts': '' },
      'nn may not import session',
    ],
    ['a leaf with imports', { 'src/a.ts': `import './nn/b'`, 'src/nn/b.ts': '' }, 'imports no layer'],
    [
      'readers used by the page',
      { 'src/app/a.ts': `import { r } from '../io/b'`, 'src/io/b.ts': '' },
      'app may not import io',
    ],
    [
      'a page and a command that know each other',
      { 'src/cli/a.ts': `import '../app/b'`, 'src/app/b.ts': '' },
      'cli may not',
    ],
    [
      'a room that imports one above it',
      { 'src/stem/math/a.ts': `import type { B } from '../patch/b'`, 'src/stem/patch/b.ts': '' },
      'math may not import patch',
    ],
    ['a file of the science in no room', { 'src/stem/a.ts': '' }, 'lies in no room of stem'],
    ['a file in a room that is not known', { 'src/stem/attic/a.ts': '' }, 'lies in no room of stem'],
    [
      'pictures that know the files that they go to',
      { 'src/session/picture/a.ts': `import '../files/b'`, 'src/session/files/b.ts': '' },
      'picture may not import files',
    ],
    [
      'pictures that know the detector',
      { 'src/session/picture/a.ts': `import '../detector'`, 'src/session/detector.ts': '' },
      'picture may not import it',
    ],
    [
      'a command that goes past the Detector',
      { 'src/cli/train.ts': `import '../stem/model/b'`, 'src/stem/model/b.ts': '' },
      'a command asks the session',
    ],
    ['tests in the product', { 'src/nn/a.ts': `import '../../test/b'`, 'test/b.ts': '' }, 'no part of any layer'],
    ['Node in the science', { 'src/stem/math/a.ts': `import 'node:fs'` }, 'only cli and files named node*'],
    [
      'Dawn outside its file',
      { 'src/kernels/device.ts': `import { create } from 'webgpu'` },
      'only cli and files named node*',
    ],
    ['a Node global', { 'src/io/a.ts': `Buffer.from('')` }, 'uses Buffer'],
    [
      'a shader outside kernels',
      { 'src/nn/a.ts': `import s from '../../shaders/b.wgsl?raw'` },
      'only kernels imports shaders',
    ],
    ['the DOM below the page', { 'src/session/a.ts': `document.title = ''` }, 'uses document'],
    ['a DOM type below the page', { 'src/stem/math/a.ts': `export let x: HTMLElement` }, 'uses HTMLElement'],
  ])('%s', (_, files, message) => {
    expect(breaches(files as unknown as Record<string, string>)).toEqual([expect.stringContaining(message)])
  })

  test('a cycle', () => {
    const files = {
      'src/nn/a.ts': `import './b'`,
      'src/nn/b.ts': `export * from './c'`,
      'src/nn/c.ts': `import './a'`,
    }
    expect(breaches(files)).toEqual(['import cycle: src/nn/a.ts → src/nn/b.ts → src/nn/c.ts → src/nn/a.ts'])
  })

  test.each([
    ['a type import', `import type { A } from './a'`],
    ['types among named imports', `import { type A } from './a'`],
    ['a re-exported type', `export type { A } from './a'`],
    ['an inline import type', `let a: import('./a').A`],
  ])('a cycle that %s closes', (_, text) => {
    const files = { 'src/nn/a.ts': `import { b } from './b'`, 'src/nn/b.ts': text }
    expect(breaches(files)).toEqual(['import cycle: src/nn/a.ts → src/nn/b.ts → src/nn/a.ts'])
  })

  test('nothing in files that keep to it', () => {
    expect(
      breaches({
        'src/errors.ts': '',
        'src/io/read.ts': `import { InputError } from '../errors'`,
        'src/kernels/conv.ts': `import code from '../../shaders/conv.wgsl?raw'`,
        'src/kernels/engine.ts': `import { Program } from './program'`,
        'src/kernels/program.ts': `import type { Resources } from './resources'`,
        'src/kernels/resources.ts': '',
        'src/kernels/node.ts': `import { create } from 'webgpu'; import 'node:fs'; process.exit()`,
        'src/nn/tensor.ts': `import { conv } from '../kernels/conv'; const document = { window: 1 }; use(document.window)`,
        'src/session/worker.ts': `import '../io/read'; import '../nn/tensor'; self.postMessage(navigator.gpu)`,
        'src/stem/math/rank.ts': '',
        'src/stem/patch/crops.ts': `import '../math/rank'`,
        'src/session/files/record.ts': `import '../picture/canvas'`,
        'src/session/picture/canvas.ts': '',
        'src/session/detector.ts': `import './files/record'`,
        'src/cli/simulate.ts': `import '../stem/patch/crops'`,
        'src/app/page.ts': `import '../session/worker'; import type { I } from '../io/read'; document.title = window.name`,
        'src/cli/main.ts': `import '../session/worker'; import 'node:fs'; process.exit()`,
      }),
    ).toEqual([])
  })
})
