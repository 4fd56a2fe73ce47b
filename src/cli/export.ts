import { onnxFiles } from '../session/files/onnx'
import { required, usageError } from './arguments'
import { defineCommand } from './command'
import { LARGEST_MODEL, readBytes } from './input'
import { Output } from './output'

export const exportModel = defineCommand({
  name: 'export',
  summary: 'writes a model for other programs',
  usage: 'MODEL --onnx DIR',
  options: {
    onnx: { type: 'string', value: 'DIR', help: 'folder for encoder.onnx, decoder.onnx and predictor.onnx' },
  },
  notes: `MODEL is a file that lacuna train wrote. predictor.onnx takes patches [N, 1, 64, 64] as the model
saw them in training, blurred and divided by their maximum, and gives their predictions (0–1).`,
  run: async (values, inputs, { print }) => {
    const [model, ...others] = inputs
    if (!model || others.length > 0) throw usageError('give one model file; see lacuna export --help')
    const output = Output.in(required('onnx', values.onnx))
    for (const { name, content } of await onnxFiles(await readBytes(model, LARGEST_MODEL), model))
      output.add(name, content)
    print(`${(await output.commit()).join('\n')}\n`)
  },
})
