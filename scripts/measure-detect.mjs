// node scripts/measure-detect.mjs [SIDE…]: seconds of each stage and peak memory of lacuna detect, on simulated micrographs
// of 1 % defects, drift, jitter and uneven thickness. Training is cut to an epoch: it does not depend on the size.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/shell.mjs'

ensureInstalled()
const sides = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'lacuna-detect-'))
const command = join(root, 'scripts/lacuna.mjs')

/** @param {string[]} argv */
function lacuna(...argv) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...argv], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** @type {{ peakBytes: number; image32: number } | undefined} */
let first
try {
  for (const side of sides.length > 0 ? sides : [1024, 2048, 4096]) {
    const megapixels = side ** 2 / 2 ** 20
    // Some 1820 columns of Sr and as many of Ti to a megapixel.
    const each = Math.round(6 * megapixels)
    const kinds = ['ti-vacancy', 'sr-vacancy', 'ti-ferroelectric', 'sr-ferroelectric', 'ti-antisite', 'sr-antisite']
    const defects = kinds.map((kind) => `${kind}:${each}`).join(',')
    const size = ['--width', String(side), '--height', String(side)]
    lacuna('simulate', '--seed', '1', ...size, '--defects', defects, '--out', folder)
    const image = join(folder, 'simulated-1.tif')
    const out = join(folder, String(side))
    const { inputs, peakBytes } = JSON.parse(lacuna('detect', image, '--epochs', '1', '--out', out, '--json'))
    const [{ seconds, detections, regions }] = inputs
    const rest = (seconds.measure + seconds.judge) / seconds.predict
    const stages = Object.entries(seconds).map(([stage, value]) => `${stage} ${value.toFixed(2)}`)
    console.log(`${side} × ${side}: ${detections} detections of ${6 * each} defects, ${regions} regions`)
    console.log(`  seconds: ${stages.join(', ')}; beside the prediction ${(100 * rest).toFixed(0)} %`)
    const image32 = 4 * side ** 2
    first ??= { peakBytes, image32 }
    const growth = image32 > first.image32 ? (peakBytes - first.peakBytes) / (image32 - first.image32) : null
    const grown =
      growth === null ? '' : `; since the first, by ${growth.toFixed(1)} × what the image as float32 has grown`
    console.log(`  memory: peak ${(peakBytes / 2 ** 20).toFixed(0)} MiB, the adapter's included${grown}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
