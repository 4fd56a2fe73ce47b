import { defineConfig } from 'vitest/config'
import { findBrowser } from './scripts/lib/browser.mjs'
import { alsoOnLavapipe, testAdapter } from './scripts/lib/test-adapter.mjs'

/** All files of a process in one realm: no shader is compiled twice in it. */
const gpu = { isolate: false, testTimeout: 120_000, hookTimeout: 60_000 }

/**
 * What runs a network over whole micrographs, and waits for that rather than for shaders: where both are there, on lavapipe
 * instead of SwiftShader.
 */
const heavy = ['blind-vae', 'cli', 'detector', 'faults', 'micrograph', 'simulate-multislice', 'torch', 'training']

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

/** What looks at its process as a whole, or puts something in the place of its modules: each file has a process of its own. */
const alone = [
  'test/unit/io/{budget,hdf5-damaged,memory-*}.test.ts',
  'test/unit/kernels/adapter.test.ts',
  'test/unit/app/offline/service-worker.test.ts',
]

/**
 * Four kinds of tests: `unit` needs nothing; `gpu` an adapter in Node, `gpu-lavapipe` takes some of them on a second one; `browser`
 * needs Chromium or Chrome, and `package` all of it. Three processes at a time, from the first test to the last: a browser's tests
 * wait for a third of their time, so that three keep two cores busy; unit tests are many and short, and their turn, by its name, is the last.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    globalSetup: 'test/support/builds.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: alone,
          isolate: false,
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'unit-alone', include: alone, testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          ...gpu,
          name: 'gpu',
          include: ['test/gpu/*.test.ts'],
          exclude: alsoOnLavapipe ? filesOf(heavy) : [],
          env: { LACUNA_ADAPTER: testAdapter },
        },
      },
      {
        extends: true,
        test: {
          ...gpu,
          name: 'gpu-lavapipe',
          include: alsoOnLavapipe ? filesOf([...heavy, ...onBoth]) : [],
          env: { LACUNA_ADAPTER: 'lavapipe' },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env: { CHROME_PATH: findBrowser() ?? '' },
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          env: { CHROME_PATH: findBrowser() ?? '' },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
