import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { writeNpy } from '../../../src/io/npy'
import { writeTiff } from '../../../src/io/tiff/write'
import { Random } from '../../../src/nn'
import { buildCommand, command, start } from '../../support/built-command'
import { scratchFolder } from '../../support/cli'
import { buildGreedyHdf5, buildHdf5 } from '../../support/formats/hdf5'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
beforeAll(buildCommand)

const image = Float32Array.from({ length: 32 * 32 }, (_, at) => at)
const random = new Random(1)
// What has no lattice needs no adapter.
const noise = Float32Array.from({ length: 128 * 128 }, () => 100 + random.normal())

describe('a damaged HDF5 file', () => {
  test('is refused in one line, takes no gigabytes, and does the good one after it no harm', async () => {
    const folder = scratchFolder()
    const [bad, good] = [join(folder, 'bad.h5'), join(folder, 'good.h5')]
    writeFileSync(bad, await buildGreedyHdf5(image, [32, 32]))
    writeFileSync(good, await buildHdf5({ datasets: { image: { data: image, shape: [32, 32] } } }))
    const peak =
      'const t = setInterval(() => {}, 1e9); t.unref(); process.on("exit", () => require("fs").writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)))'
    writeFileSync(join(folder, 'peak.cjs'), peak)
    const PEAK = join(folder, 'peak')
    const ran = await command(['info', bad, good, bad, good], {
      node: ['--require', join(folder, 'peak.cjs')],
      env: { PEAK },
    })
    expect(ran.stderr).toMatch(/^lacuna: 2 of 4 files cannot be read; [^\n]+\n$/)
    expect(ran.stderr).not.toContain('HDF5-DIAG')
    expect(ran.status).toBe(2)
    expect(ran.stdout.match(/32 × 32 px/g)).toHaveLength(2)
    // KiB.
    expect(Number(readFileSync(PEAK, 'utf8'))).toBeLessThan(768 * 1024)
  })
})

describe('names', () => {
  test('that look like options, several at a time', async () => {
    const folder = scratchFolder()
    for (const name of ['--help.npy', '-dash.npy']) writeFileSync(join(folder, name), writeNpy(noise, [128, 128]))
    const ran = await command(['detect', '--jobs', '2', '--out', 'found', '--', '.'], { cwd: folder })
    expect(ran).toMatchObject({ status: 0, stderr: expect.not.stringContaining('lacuna:') as string })
    expect(readdirSync(join(folder, 'found')).sort()).toEqual(['--help.detections.json', '-dash.detections.json'])
  })

  test('that are too long are refused before the search', async () => {
    const folder = scratchFolder()
    const path = join(folder, `${'n'.repeat(240)}.npy`)
    writeFileSync(path, writeNpy(noise, [128, 128]))
    const { status, stderr } = await command(['detect', path, '--out', join(folder, 'found')])
    expect(stderr).toMatch(/too long for a file/)
    expect(status).toBe(2)
    expect(existsSync(join(folder, 'found'))).toBe(false)
  })

  test('with controls are refused, and not printed', async () => {
    const path = join(scratchFolder(), 'a\x1b[2Jb.npy')
    writeFileSync(path, writeNpy(noise, [128, 128]))
    const { status, stderr } = await command(['info', path])
    expect(status).toBe(2)
    expect(stderr).toMatch(/^lacuna: .*control characters; rename it\n$/)
    expect(stderr).not.toContain('\x1b')
  })

  test('from a folder that is gone there are none', async () => {
    const folder = join(scratchFolder(), 'gone')
    mkdirSync(folder)
    const ran = await command(['info', 'a.npy'], { cwd: folder, shell: 'rmdir "$PWD"; "$@"' })
    expect(ran).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^lacuna: the folder [^\n]+ is gone/) as string,
    })
  })

  test('of pipes: nothing waits for what may never come', async () => {
    const pipe = join(scratchFolder(), 'pipe.tif')
    execFileSync('mkfifo', [pipe])
    expect(await command(['info', pipe])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/device or a pipe/) as string,
    })
  })
})

describe('output', () => {
  test('a full disk behind stdout ends with 1 and one line', async () => {
    const ran = await command(['simulate', '--help'], { shell: '"$@" > /dev/full' })
    expect(ran).toMatchObject({ status: 1, stderr: 'lacuna: what it found could not be printed (ENOSPC)\n' })
  })

  test('a full disk behind the log, or nobody who reads it, changes nothing', async () => {
    const bad = join(scratchFolder(), 'none.tif')
    expect((await command(['info', bad], { shell: '"$@" 2> /dev/full' })).status).toBe(2)
    expect(
      (await command(['info', bad], { shell: '("$@"; echo $? >&3) 2>&1 >/dev/null 3>&1 | true; exit 0' })).status,
    ).toBe(0)
    expect((await command(['simulate', '--help'], { shell: '"$@" 2>&- ' })).status).toBe(0)
  })

  test('an adapter that there is none of is an error of the caller’s', async () => {
    const ran = await command(['info'], { env: { LACUNA_ADAPTER: 'nonsense' } })
    expect(ran.status).toBe(2)
    expect(ran.stderr).toMatch(/^lacuna: LACUNA_ADAPTER is 'nonsense'; [^\n]+\n$/)
  })
})

test('a file whose search is killed is named with the code for that; a bad one keeps its own; the others are searched', async () => {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'bad.npy'), 'no image')
  for (const name of ['good.npy', 'killer.npy']) writeFileSync(join(folder, name), writeNpy(noise, [128, 128]))
  const kill = 'if (process.argv.some((one) => one.endsWith("killer.npy"))) process.kill(process.pid, "SIGKILL")'
  writeFileSync(join(folder, 'kill.cjs'), kill)
  const ran = await command(['detect', folder, '--jobs', '2', '--out', join(folder, 'found'), '--json'], {
    node: ['--require', join(folder, 'kill.cjs')],
  })
  expect(ran.status).toBe(2)
  expect(ran.stderr).toMatch(
    /lacuna: 2 of 3 inputs could not be searched; .*killer\.npy: its search was ended by SIGKILL/,
  )
  const { inputs } = JSON.parse(ran.stdout) as { inputs: { input: string; code?: string; verdict?: string }[] }
  const said = Object.fromEntries(
    inputs.map(({ input, code, verdict }) => [input.slice(folder.length + 1), code ?? verdict]),
  )
  expect(said).toEqual({ 'bad.npy': 'unknown-format', 'good.npy': 'not periodic', 'killer.npy': 'ended' })
})

test('kill -9 of a run with jobs ends those too', async () => {
  const folder = scratchFolder()
  const pixels = Float32Array.from({ length: 1024 * 1024 }, (_, at) => Math.sin(at) * 100)
  for (let n = 0; n < 4; n++)
    writeFileSync(join(folder, `${n}.tif`), writeTiff(pixels, { width: 1024, height: 1024, pixelSize: null }))
  const parent = start(['detect', folder, '--jobs', '2', '--out', join(folder, 'found')])
  const children = () => {
    const ids = readdirSync('/proc').filter((id) => /^\d+$/.test(id))
    return ids.filter((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`${folder}/`)
      } catch {
        return false
      }
    })
  }
  if (!existsSync('/proc/self/cmdline')) return
  await vi.waitFor(() => expect(children().filter((id) => Number(id) !== parent.pid)).toHaveLength(2), 60_000)
  process.kill(parent.pid, 'SIGKILL')
  await parent.ended
  await vi.waitFor(() => expect(children()).toEqual([]), 60_000)
})
