import type { BenchResult, ImplementationName } from '../../bench/result'

const times = { medianMs: 50, lowerQuartileMs: 45, upperQuartileMs: 60, samples: 9 }
const step = (implementation: ImplementationName, medianMs: number, peakFraction: number | null) => ({
  preset: 'fast',
  implementation,
  ...times,
  medianMs,
  firstStepMs: 4321,
  cpuMs: null,
  gflops: 10,
  peakFraction,
  losses: [3, 2, 1],
})
const kernel = {
  preset: 'fast',
  name: 'conv <1>',
  shape: '1×1 → 1×1',
  count: 2,
  ms: 3,
  peakFraction: 0.1,
  copyFraction: 2,
}
/** What a bench measured, in no time; texts that would be markup if they were not escaped. */
export const madeUpBench: BenchResult = {
  adapter: { vendor: 'v', architecture: 'a', description: 'An <adapter>', kind: 'software' },
  date: '2026-01-02T03:04:05.000Z',
  seed: 7,
  quick: true,
  versions: { lacuna: '1.2.3' },
  cores: 2,
  fmaPeakGflops: 100,
  copyPeakGBs: 5,
  steps: [step('lacuna', 50, 0.1), step('jax-js', 300, 0.0166), step('pytorch', 20, null)],
  inference: [{ preset: 'fast', implementation: 'lacuna', ...times, patchesPerSecond: 640 }],
  kernels: [
    { ...kernel, gflops: 10, gbs: 4 },
    { ...kernel, gflops: 0, gbs: 4 },
  ],
  memory: [
    { preset: 'fast', total: 2 ** 21, buffers: 3, pipelines: 4, parameters: 100, arena: 2 ** 20, peak: 2 ** 20 },
  ],
  sweeps: [
    {
      preset: 'fast',
      axis: 'batch',
      implementation: 'lacuna',
      points: [1, 2].map((value) => ({ value, ...times, gflops: 1 })),
    },
  ],
  notRun: [{ preset: 'fast', implementation: 'tfjs', reason: 'it was <slow>' }],
}
