import { defineConfig } from 'vitest/config'
import { findBrowser } from './scripts/lib/browser.mjs'

/**
 * Three kinds of tests, one after another so that two cores suffice: `unit` needs nothing, `gpu` an adapter in Node
 * (one process that owns it), `browser` Chromium or Chrome.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['test/gpu/**/*.test.ts'],
          maxWorkers: 1,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
    ],
  },
})
