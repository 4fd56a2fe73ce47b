/**
 * Every failure a user can meet has a class with a stable `code` and a message that names the cause and the next step.
 * The command line exits with 2 on an `InputError`; the page shows the message as it stands.
 */
export class LacunaError extends Error {
  // Written out, because minifying scrambles the names of classes.
  override name = 'LacunaError'

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** A file, option or array that the caller can mend. `source` is the file's name, where there is one. */
export class InputError extends LacunaError {
  override name = 'InputError'

  constructor(
    code: string,
    readonly source: string,
    cause: string,
    options?: ErrorOptions,
  ) {
    super(code, source ? `${source}: ${cause}` : cause, options)
  }
}

/** No usable WebGPU adapter, a limit that is too low, a lost device, or no memory left on it. */
export class DeviceError extends LacunaError {
  override name = 'DeviceError'
}

/** What platforms, and jpeg-js, say where they have no memory for an array. */
const NO_MEMORY = /allocation failed|allocation size overflow|out of memory|not allocate enough memory/i

/** Whether the platform has no memory left: nobody's mistake, and nothing is wrong with the input. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && !(error instanceof LacunaError) && NO_MEMORY.test(error.message)
}

/** Does the work; where the machine has no memory for it, the error says so. */
export async function withinMemory<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!isOutOfMemory(cause)) throw cause
    const message = 'this machine has no memory left for it: close other programs, or crop the micrograph'
    throw new LacunaError('no-memory', message, { cause })
  }
}

/** Whether the device has gone, and another one could do it. */
export function isDeviceLoss(error: unknown): boolean {
  return error instanceof DeviceError && error.code === 'device-lost'
}

/** An operation that f16 storage is too coarse for, or not made for. */
export class PrecisionError extends LacunaError {
  override name = 'PrecisionError'
}

/** A training that came to numbers that are not finite, and cannot go on. */
export class TrainingError extends LacunaError {
  override name = 'TrainingError'

  /** `what` is not finite. */
  constructor(what: string) {
    const next =
      'train with another seed or a smaller learning rate, and look at the input for pixels far off the others'
    super('diverged', `training diverged, ${what} is not finite: ${next}`)
  }
}

/** A model file that does not fit: another preset, another version, missing or misshapen weights. */
export class ModelError extends InputError {
  override name = 'ModelError'
}
