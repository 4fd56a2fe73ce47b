import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Output } from '../../../src/cli/output'
import { progressBar } from '../../../src/cli/progress-bar'
import type { Progress } from '../../../src/progress'
import { scratchFolder } from '../../support/cli'

describe('output', () => {
  test('appears all at once and replaces what was there', async () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'a.txt'), 'old')
    const output = Output.in(folder)
    output.add('a.txt', 'new')
    output.add('b.bin', Uint8Array.of(1, 2))
    expect(readdirSync(folder)).toEqual(['a.txt'])
    expect(await output.commit()).toEqual([join(folder, 'a.txt'), join(folder, 'b.bin')])
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['a.txt', 'b.bin'])
  })

  test('makes each content in its turn, told what was written before it', async () => {
    const folder = scratchFolder()
    const output = Output.in(folder)
    const told: string[][] = []
    for (const name of ['a', 'b', 'c']) {
      output.add(name, (written) => {
        told.push(written.map((one) => one.name))
        // What was made before is on the disk already, under a passing name.
        expect(readdirSync(folder)).toHaveLength(written.length)
        return name
      })
    }
    await output.commit()
    expect(told).toEqual([[], ['a'], ['a', 'b']])
    expect(readdirSync(folder)).toEqual(['a', 'b', 'c'])
  })

  test('leaves nothing where a content cannot be made, and says why', async () => {
    const folder = scratchFolder()
    const output = Output.in(folder)
    output.add('a', 'made')
    output.add('b', () => {
      throw new RangeError('not made')
    })
    await expect(output.commit()).rejects.toThrow(RangeError)
    expect(readdirSync(folder)).toEqual([])
  })

  test('takes its passing files away when one cannot be put in place', async () => {
    const folder = scratchFolder()
    mkdirSync(join(folder, 'b.txt', 'in the way'), { recursive: true })
    const output = Output.in(folder)
    output.add('b.txt', 'cannot replace a folder')
    await expect(output.commit()).rejects.toThrow(/cannot be written to/)
    expect(readdirSync(folder)).toEqual(['b.txt'])
  })

  test('takes away what dead processes left, of this machine at once, of others after a day', async () => {
    const folder = scratchFolder()
    const host = hostname().replaceAll(/\W/g, '').slice(0, 60)
    // No system has so many processes. The parent of this one is alive.
    const [dead, alive, other, old] = [`${host}-99999999`, `${host}-${process.ppid}`, 'elsewhere-1', 'elsewhere-2'].map(
      (who) => `.lacuna-${who}-0.part`,
    )
    for (const name of [dead, alive, other, old]) writeFileSync(join(folder, name), '')
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600
    utimesSync(join(folder, old), twoDaysAgo, twoDaysAgo)
    const output = Output.in(folder)
    output.add('a', '')
    await output.commit()
    expect(readdirSync(folder).sort()).toEqual([alive, other, 'a'].sort())
  })

  test('refuses two files of one name', () => {
    const output = Output.in(scratchFolder())
    output.add('a.overlay.png', '')
    expect(() => output.add('a.overlay.png', '')).toThrow(/two inputs would write this file/)
  })
})

describe('progress', () => {
  const at = (done: number, elapsed: number, stage = 'train'): Progress => {
    return { stage, done, total: 100, elapsed, message: `step ${done}` }
  }

  function drawn(columns: number | undefined) {
    let text = ''
    let seconds = 0
    const terminal = { stdout: () => {}, stderr: (more: string) => void (text += more), columns }
    const bar = progressBar(terminal, () => seconds)
    return { bar, after: (wait: number) => (seconds += wait), text: () => text }
  }

  test('draws one line over and over on a terminal, never wider than it is', () => {
    const { bar, after, text } = drawn(50)
    for (let done = 0; done <= 100; done++) {
      after(0.05)
      bar.update(at(done, done / 20))
    }
    bar.clear()
    const lines = text().split('\r').slice(1)
    expect(lines.length).toBeGreaterThan(30)
    expect(lines.length).toBeLessThan(60)
    expect(text()).not.toContain('\n')
    for (const line of lines) expect(line.replace('\x1b[K', '').length).toBeLessThan(50)
    expect(lines.at(-2)).toContain('100 %')
    expect(lines.at(-1)).toBe('\x1b[K')
  })

  test('writes a line now and then to a log, and one at the end', () => {
    const { bar, after, text } = drawn(undefined)
    for (let done = 0; done <= 100; done++) {
      after(0.25)
      bar.update(at(done, done / 4))
    }
    bar.clear()
    expect(text().split('\n')).toEqual([
      'train:  40 %, step 40, 15 s left',
      'train:  80 %, step 80, 5 s left',
      'train: 100 %, step 100',
      '',
    ])
  })
})
