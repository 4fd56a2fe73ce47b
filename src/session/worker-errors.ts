import { transferHandlers } from 'comlink'
import { DeviceError, InputError, LacunaError, ModelError, TrainingError } from '../errors'

/**
 * Structured cloning turns every error into a bare `Error`. This replaces comlink's handler for thrown values, so that an
 * error that crosses the worker's boundary keeps its class, name, code, source and message, and `instanceof` works on the
 * other side. Both ends must call it before their first message.
 */
export function keepErrorClasses(): void {
  const original = transferHandlers.get('throw')
  if (!original) throw new Error('comlink no longer registers a handler for thrown values')
  transferHandlers.set('throw', {
    canHandle: (value): value is { value: unknown } => original.canHandle(value),
    serialize: ({ value }: { value: unknown }) => [packError(value), []],
    deserialize: (packed: PackedError) => {
      throw unpackError(packed)
    },
  })
}

type Kind = 'model' | 'input' | 'device' | 'training' | 'lacuna' | 'dom' | 'error'

export type PackedError =
  | { kind: Kind; name: string; message: string; stack?: string; code?: string; source?: string }
  | { kind: 'value'; value: unknown }

export function packError(thrown: unknown): PackedError {
  // An exception of the platform is not an `Error` in every realm, hence tested apart.
  if (thrown instanceof DOMException) return { kind: 'dom', name: thrown.name, message: thrown.message }
  if (!(thrown instanceof Error)) return { kind: 'value', value: thrown }
  const { name, message, stack } = thrown
  if (thrown instanceof InputError) {
    const kind = thrown instanceof ModelError ? 'model' : 'input'
    return { kind, name, message, stack, code: thrown.code, source: thrown.source }
  }
  if (thrown instanceof DeviceError) return { kind: 'device', name, message, stack, code: thrown.code }
  if (thrown instanceof TrainingError) return { kind: 'training', name, message, stack, code: thrown.code }
  if (thrown instanceof LacunaError) return { kind: 'lacuna', name, message, stack, code: thrown.code }
  return { kind: 'error', name, message, stack }
}

export function unpackError(packed: PackedError): unknown {
  if (packed.kind === 'value') return packed.value
  if (packed.kind === 'dom') return new DOMException(packed.message, packed.name)
  const error = rebuild(packed.kind, packed.message, packed.code ?? '', packed.source ?? '')
  error.name = packed.name
  error.stack = packed.stack
  return error
}

function rebuild(kind: Exclude<Kind, 'dom'>, message: string, code: string, source: string): Error {
  // `InputError` puts its source before the cause; it must not appear twice.
  const cause = source && message.startsWith(`${source}: `) ? message.slice(source.length + 2) : message
  switch (kind) {
    case 'model':
      return new ModelError(code, source, cause)
    case 'input':
      return new InputError(code, source, cause)
    case 'device':
      return new DeviceError(code, message)
    case 'training':
      return Object.assign(new TrainingError(''), { message })
    case 'lacuna':
      return new LacunaError(code, message)
    case 'error':
      return new Error(message)
  }
}
