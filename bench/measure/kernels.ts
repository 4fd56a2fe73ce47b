import type { Engine } from '../../src/kernels'
import { Program } from '../../src/kernels'
import { Vae } from '../../src/stem/model/vae'
import { trainingStep } from '../peers/lacuna'
import type { KernelResult } from '../result'
import type { Workload } from '../workload'
import type { Call } from './dispatch-time'
import { dispatchTimes, prepareDispatch } from './dispatch-time'
import { kernelWork } from './kernel-work'
import { median } from './statistics'

/** A GPU is at its full clock by then. */
const WARM_MS = 300

/** Every dispatch of Lacuna's training step, timed alone; equal ones are one row. The slowest comes first. */
export async function timeKernels(
  engine: Engine,
  workload: Workload,
  peaks: { fmaPeakGflops: number; copyPeakGBs: number },
  sampleMs: number,
): Promise<KernelResult[]> {
  const vae = new Vae(workload.preset, 0)
  vae.loadStateDict(workload.weights)
  vae.to(engine)
  const { build, release } = trainingStep(engine, vae, workload)
  const { recording } = engine.capture(build)
  const { owned, hostValues } = recording
  const calls = await engine.prepare(recording, [])
  for (const { storage, next } of hostValues) engine.write(storage, next())
  // All results stay in place and hold what a real step left there: some kernels take longer over zeros or infinities.
  const whole = await Program.build(
    engine,
    calls,
    calls.flatMap(({ bindings }) => [...bindings.values()]),
  )
  const groups = groupEqual(calls)
  // Compiled beforehand: a GPU that waits for a shader turns its clock down, and needs a while to turn it up again.
  const programs = await Promise.all(groups.map(([call]) => prepareDispatch(engine, call)))
  await warm(engine, whole)
  const rows: KernelResult[] = []
  for (const [i, [call, ...others]] of groups.entries()) {
    const { flops, bytes, shape } = kernelWork(call)
    const ms = median(await dispatchTimes(engine, programs[i], sampleMs))
    const [gflops, gbs] = [flops / ms / 1e6, bytes / ms / 1e6]
    const count = 1 + others.length
    const peakFraction = gflops / peaks.fmaPeakGflops
    const copyFraction = gbs / peaks.copyPeakGBs
    const preset = workload.preset.name
    rows.push({
      preset,
      name: call.kernel.label,
      shape,
      count,
      ms: ms * count,
      gflops,
      gbs,
      peakFraction,
      copyFraction,
    })
  }
  whole.free()
  for (const storage of owned) engine.release(storage)
  release()
  vae.release()
  return rows.sort((a, b) => b.ms - a.ms)
}

/** Runs the whole step until the adapter has been busy for a while. */
async function warm({ device }: Engine, program: Program): Promise<void> {
  const deadline = performance.now() + WARM_MS
  do {
    program.run()
    await device.queue.onSubmittedWorkDone()
  } while (performance.now() < deadline)
}

/** Calls of the same shader over the same number of workgroups. */
function groupEqual(calls: readonly Call[]): Call[][] {
  const groups = new Map<string, Call[]>()
  for (const call of calls) {
    const { label, constants } = call.kernel
    const key = JSON.stringify([label, constants, call.workgroups])
    const group = groups.get(key)
    if (group) group.push(call)
    else groups.set(key, [call])
  }
  return [...groups.values()]
}
