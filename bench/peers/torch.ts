import type { ChildProcessByStdio } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { ImplementationName } from '../result'
import type { Workload } from '../workload'
import { BATCHES } from '../workload'
import script from './torch_step.py?raw'
import type { Implementation, Trainer } from './trainer'

/** What PyTorch runs on. */
type TorchDevice = 'cpu' | 'cuda'

/**
 * Native PyTorch, where a Python that has it is found: LACUNA_PYTHON, else `python3`. No peer on WebGPU, but what the
 * same hardware can do: the same GPU through CUDA, or the cores that a software adapter runs on.
 */
export class PyTorch implements Implementation {
  readonly name: ImplementationName
  #version: string | undefined
  #current: TorchTrainer | undefined
  readonly #python: string
  readonly #device: TorchDevice

  private constructor(python: string, device: TorchDevice) {
    this.name = device === 'cuda' ? 'pytorch-cuda' : 'pytorch'
    this.#python = python
    this.#device = device
  }

  /** On every device that there is: the processor, and a GPU for CUDA. */
  static find(): PyTorch[] {
    const python = process.env.LACUNA_PYTHON ?? 'python3'
    const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.cuda.is_available())'])
    if (status !== 0) return []
    const devices: TorchDevice[] = stdout.toString().trim() === 'True' ? ['cpu', 'cuda'] : ['cpu']
    return devices.map((device) => new PyTorch(python, device))
  }

  versions(): Record<string, string> {
    return this.#version === undefined ? {} : { pytorch: this.#version }
  }

  async create(workload: Workload): Promise<Trainer> {
    const trainer = new TorchTrainer(this.#python)
    this.#version = await trainer.begin(workload, this.#device)
    return (this.#current = trainer)
  }

  async cpuMs(): Promise<number | null> {
    return (await this.#current?.cpuMs()) ?? null
  }

  close(): void {
    void this.#current?.close()
  }
}

class TorchTrainer implements Trainer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #answers: AsyncIterator<string>

  constructor(python: string) {
    this.#child = spawn(python, ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    // Its end is noticed by the answer that does not come.
    this.#child.stdin.on('error', () => undefined)
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async begin({ preset, weights, images, noise }: Workload, device: TorchDevice): Promise<string> {
    const { version } = await this.#ask<{ version: string }>(
      JSON.stringify({
        preset,
        device,
        batches: BATCHES,
        weights: Object.values(weights).map(({ shape, data }) => ({ shape, data: base64(data) })),
        images: base64(images),
        noise: base64(noise),
      }),
    )
    return version
  }

  async steps(count: number): Promise<number> {
    return (await this.#ask<{ loss: number }>(`steps ${count}`)).loss
  }

  async predict(): Promise<number> {
    return (await this.#ask<{ pixels: number }>('predict')).pixels
  }

  async cpuMs(): Promise<number> {
    return (await this.#ask<{ ms: number }>('cpu')).ms
  }

  close(): Promise<void> {
    this.#child.stdin.end()
    return Promise.resolve()
  }

  async #ask<T>(command: string): Promise<T> {
    this.#child.stdin.write(`${command}\n`)
    const { value, done } = (await this.#answers.next()) as IteratorResult<string, undefined>
    if (done) throw new Error('PyTorch ended without an answer: see its message above')
    return JSON.parse(value) as T
  }
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64')
}
