import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `buildOnce` puts what it builds. */
    builds: string
  }
}

/** In the project, whose packages a bundled command finds there; of this run alone, so that nobody else builds it meanwhile. */
const folder = join(import.meta.dirname, `../../.cache/builds-${process.pid}`)

/** Vitest's global setup: gives every test the folder of what is built once a run, and takes it away in the end. */
export default function setup(project: TestProject): () => void {
  const empty = () => rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  project.provide('builds', folder)
  // While working, a run follows a change: what was built before it is no longer what it says.
  project.onTestsRerun(() => {
    empty()
    mkdirSync(folder)
  })
  return empty
}
