/** The modules that the package is entered by; the workers, by address. */
export const entries = [
  'src/session/index.ts',
  'src/session/worker.ts',
  'src/kernels/index.ts',
  'src/kernels/node.ts',
  'src/nn/index.ts',
  'src/nn/functional/index.ts',
  'src/physics/index.ts',
  'src/app/element.ts',
  'src/app/viewer/index.ts',
  'src/session/reading/reading-worker.ts',
  'src/session/reading/node-worker.ts',
  'src/app/frameworks/react.ts',
  'src/app/frameworks/preact.ts',
  'src/app/frameworks/vue.ts',
]
