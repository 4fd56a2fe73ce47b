/** Address of a model of Lacuna's simulated micrographs, 587 kB, which scripts/make-sample-model.mjs makes. */
export const SAMPLE_MODEL = new URL('./lacuna-sample.safetensors', import.meta.url).href
