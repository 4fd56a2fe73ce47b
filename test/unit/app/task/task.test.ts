import type { ReactiveControllerHost } from 'lit'
import { expect, it } from 'vitest'
import { Task } from '../../../../src/app/task/task'
import { InputError } from '../../../../src/errors'

function hosted(): { task: Task<string>; rendered: () => number } {
  let rendered = 0
  const host = { addController: () => {}, requestUpdate: () => void rendered++ } as unknown as ReactiveControllerHost
  return { task: new Task<string>(host), rendered: () => rendered }
}

it('shows progress while it goes on and the result when it has ended', async () => {
  const { task, rendered } = hosted()
  const done = task.run('Experiment', ({ onProgress }) => {
    onProgress({ stage: 'train', done: 1, total: 2, elapsed: 0, message: 'half' })
    return Promise.resolve('found')
  })
  expect(task).toMatchObject({ running: true, announcement: 'Experiment started.', progress: { message: 'half' } })
  await done
  expect(task).toMatchObject({ running: false, result: 'found', progress: null, announcement: 'Experiment finished.' })
  expect(rendered()).toBe(3)
})

it('keeps the former result when the next run fails, and says why it did', async () => {
  const { task } = hosted()
  await task.run('Experiment', () => Promise.resolve('found'))
  await task.run('Experiment', () => Promise.reject(new InputError('corrupt', 'a.npy', 'is damaged')))
  expect(task).toMatchObject({ result: 'found', problem: { code: 'corrupt', message: 'a.npy: is damaged' } })
  task.dismiss()
  expect(task.problem).toBeNull()
})

it('a cancel is no failure', async () => {
  const { task } = hosted()
  const done = task.run('Experiment', ({ signal }) => new Promise((_, reject) => (signal.onabort = reject)))
  task.cancel()
  await done
  expect(task).toMatchObject({ running: false, result: null, problem: null, announcement: 'Experiment cancelled.' })
})
