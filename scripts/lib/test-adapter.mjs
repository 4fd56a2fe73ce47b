import { runnerImport } from 'vite'

/** @type {{ module: typeof import('../../src/kernels/node-icd') }} */
const { module: drivers } = await runnerImport('./src/kernels/node-icd.ts')

const chosenByUser = process.env.LACUNA_ADAPTER

/**
 * LACUNA_ADAPTER for the GPU tests. They compile a new shader for almost every shape and run it once on a few numbers,
 * and SwiftShader compiles about ten times faster than lavapipe, whose strength is running: without a GPU it is the
 * quicker one here, as it is the slower one everywhere else. What the user asked for stands.
 */
export const testAdapter =
  chosenByUser || (!drivers.hasGpuNode() && drivers.isInstalled('swiftshader') ? 'swiftshader' : 'auto')

/** Whether a few tests run on lavapipe besides: it is what the command line takes where there is no GPU. */
export const alsoOnLavapipe = !chosenByUser && testAdapter === 'swiftshader' && drivers.isInstalled('lavapipe')
