import { encodeOnnx } from '../../stem/model-file/onnx'
import { readModel } from '../../stem/model-file/model-file'

/** The parts of a saved model as ONNX files. Throws a ModelError that names `source` where the file is no model. */
export async function onnxFiles(bytes: Uint8Array, source: string): Promise<{ name: string; content: Uint8Array }[]> {
  const models = await encodeOnnx(readModel(bytes, source).vae)
  return Object.entries(models).map(([part, content]: [string, Uint8Array]) => ({ name: `${part}.onnx`, content }))
}
