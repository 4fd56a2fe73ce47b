import { defineConfig } from 'vitest/config'
import { findBrowser } from './scripts/lib/browser.mjs'
import { alsoOnLavapipe, testAdapter } from './scripts/lib/test-adapter.mjs'

/** One process, which owns the adapter, with all files in one realm: no shader is compiled twice. */
const gpu = { maxWorkers: 1, isolate: false, testTimeout: 60_000, hookTimeout: 60_000 }

/**
 * What runs a network over whole micrographs, and waits for that rather than for shaders: where both are there, on lavapipe
 * instead of SwiftShader.
 */
const heavy = ['detector', 'micrograph', 'torch', 'training']

/** What is quick there too, and the kernels for its subgroups. */
const onBoth = [
  'adam',
  'half',
  'images',
  'likelihood',
  'near-maximum',
  'random',
  'reparameterise',
  'rows',
  'lavapipe/*',
]

function filesOf(names: string[]): string[] {
  return names.map((name) => `test/gpu/${name}.test.ts`)
}

/**
 * Four kinds of tests, two processes at a time so that two cores suffice: `unit` needs nothing; then `gpu` an adapter in Node,
 * beside `gpu-lavapipe`, which takes some of them on a second one; then `browser` Chromium or Chrome, beside `package`, which
 * needs all of it.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      // Left to itself it takes one process fewer than there are cores.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], maxWorkers: 2 } },
      {
        extends: true,
        test: {
          ...gpu,
          name: 'gpu',
          include: ['test/gpu/*.test.ts'],
          exclude: alsoOnLavapipe ? filesOf(heavy) : [],
          env: { LACUNA_ADAPTER: testAdapter },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...gpu,
          name: 'gpu-lavapipe',
          include: alsoOnLavapipe ? filesOf([...heavy, ...onBoth]) : [],
          env: { LACUNA_ADAPTER: 'lavapipe' },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env: { CHROME_PATH: findBrowser() ?? '' },
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          env: { CHROME_PATH: findBrowser() ?? '' },
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
