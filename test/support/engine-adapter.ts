import { hasGpuNode, isInstalled } from '../../src/kernels/node-icd'

/**
 * LACUNA_ADAPTER for the GPU tests. They compile a new shader for almost every shape and run it once on a few numbers,
 * and SwiftShader compiles about ten times faster than lavapipe, whose strength is running: without a GPU it is the
 * quicker one here, as it is the slower one everywhere else. What the user asked for stands.
 */
export function testAdapter(): string {
  if (process.env.LACUNA_ADAPTER) return process.env.LACUNA_ADAPTER
  return !hasGpuNode() && isInstalled('swiftshader') ? 'swiftshader' : 'auto'
}

/** Whether a few tests should run on lavapipe besides: it is what the command line takes where there is no GPU. */
export function alsoTestsLavapipe(): boolean {
  return testAdapter() === 'swiftshader' && !process.env.LACUNA_ADAPTER && isInstalled('lavapipe')
}
