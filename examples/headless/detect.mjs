// npm install lacuna webgpu
// node detect.mjs [MICROGRAPH] [EPOCHS] > detections.csv
//
// Learns the crystal of a micrograph and prints what does not belong to it, without a page. Without a file it takes a
// simulated micrograph.
import { readFile } from 'node:fs/promises'
import { detectionsCsv, micrographRecord, LacunaError, LocalDetector } from 'lacuna'
import { openNodeDevice } from 'lacuna/node'

const [path, epochs] = process.argv.slice(2)
const detector = new LocalDetector(openNodeDevice)
try {
  const micrograph = path ? await detector.open(await readFile(path), path) : await detector.openSample(1)
  await detector.train({
    preset: 'fast',
    seed: 1,
    epochs: epochs ? Number(epochs) : null,
    onEpoch: ({ epoch, epochs, loss }) => console.error(`epoch ${epoch} of ${epochs}, loss ${loss.toFixed(1)}`),
  })
  const result = await detector.detect({ rate: 0.01, crystal: 'SrTiO3 [001]' })
  const record = micrographRecord(micrograph, result, result.circumstances)
  console.error(`${record.detections?.length} detections on ${record.adapter?.description}`)
  console.log(detectionsCsv(record).trimEnd())
} catch (error) {
  // Lacuna's errors say what to do next.
  if (!(error instanceof LacunaError)) throw error
  console.error(error.message)
  process.exitCode = 2
} finally {
  await detector.close()
}
