import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratchFolder } from '../../support/cli'

const root = join(import.meta.dirname, '../../..')
const script = join(root, 'workflow/chunks.py')
const hasPython = spawnSync('python3', ['--version']).status === 0

function withPython(title: string, run: () => void): void {
  test(title, (context) => {
    if (!hasPython) context.skip('python3 is not installed')
    run()
  })
}

function chunks(...argv: string[]) {
  return spawnSync('python3', [script, ...argv], { encoding: 'utf8' })
}

function folders(...files: string[]) {
  const folder = scratchFolder()
  const [input, results] = [join(folder, 'in'), join(folder, 'in/results')]
  for (const name of files) {
    mkdirSync(join(input, name, '..'), { recursive: true })
    writeFileSync(join(input, name), name)
  }
  const plan = (...argv: string[]) => chunks('plan', '--input', input, '--results', results, '--size', '2', ...argv)
  const missing = () => chunks('missing', '--results', results).stdout.trim()
  return { folder, input, results, plan, missing }
}

interface Plan {
  folder: string
  files: { path: string }[]
}
const readPlan = (results: string, id: number) =>
  JSON.parse(readFileSync(join(results, `.chunks/${String(id).padStart(6, '0')}.json`), 'utf8')) as Plan

/** Stands for lacuna: says of each file what its name asks for, or dies. */
function pretender(folder: string): string {
  const path = join(folder, 'lacuna.sh')
  const program = `#!/bin/sh
echo "$@" >>${folder}/calls
case "$*" in *killer*--jobs*|*--jobs*) ;; *killer*) kill -9 $$ ;; esac
while [ "$1" != -- ]; do shift; done; shift
separator='{"inputs": ['
for file; do
  code=$(basename "$file" | sed -n 's/^fails-\\(.*\\)\\.tif$/\\1/p')
  case "$file" in *killer*) code=ended ;; esac
  if [ "$code" ]; then printf '%s{"input": "%s", "error": "%s: why", "code": "%s"}' "$separator" "$file" "$file" "$code"
  else printf '%s{"input": "%s", "verdict": "periodic"}' "$separator" "$file"; fi
  separator=', '
done
echo ']}'
`
  writeFileSync(path, program)
  chmodSync(path, 0o755)
  return path
}

withPython(
  'every image has one chunk of its folder and keeps it; later and changed files make work, others none',
  () => {
    const { input, results, plan, missing } = folders(
      'a.tif',
      'b.dm4.gz',
      'c.TIF',
      'sub/d.emd',
      '.hidden.tif',
      'notes.txt',
    )
    writeFileSync(join(input, 'later.part'), '')
    expect(plan().stdout).toBe('3\n')
    mkdirSync(join(results, 'sub'), { recursive: true })
    writeFileSync(join(results, 'sub/d.overlay.png'), '')
    const names = () =>
      [1, 2, 3].map((id) => readPlan(results, id).files.map(({ path }) => path.slice(input.length + 1)))
    expect(names()).toEqual([['a.tif', 'b.dm4.gz'], ['c.TIF'], ['sub/d.emd']])
    expect(readPlan(results, 3).folder).toBe('sub')
    expect(missing()).toBe('1,2,3')
    for (const id of [1, 2, 3]) writeFileSync(join(results, `.chunks/00000${id}.done.json`), '{"inputs": []}')
    expect([plan().stdout, missing()]).toEqual(['3\n', ''])
    writeFileSync(join(input, 'aa.tif'), '')
    utimesSync(join(input, 'c.TIF'), 1, 1)
    // A plan that is written in the same tick of the clock as its chunk's end would not be newer.
    utimesSync(join(results, '.chunks/000002.done.json'), 1, 1)
    expect([plan().stdout, missing()]).toEqual(['4\n', '2,4'])
    expect(names()).toEqual([['a.tif', 'b.dm4.gz'], ['c.TIF'], ['sub/d.emd']])
  },
)

withPython('takes the files that lacuna detect takes of a folder', () => {
  const read = readFileSync(join(root, 'src/io/read.ts'), 'utf8')
  const patterns = [...read.matchAll(/extensions: \/(.+)\/i/g)].map(([, pattern]) => new RegExp(pattern))
  const program = `import sys; sys.path.insert(0, sys.argv[1]); import chunks; print(*chunks.ENDINGS)`
  const endings = execFileSync('python3', ['-B', '-c', program, join(root, 'workflow')], { encoding: 'utf8' })
    .trim()
    .split(' ')
  expect(patterns).toHaveLength(9)
  expect(endings.filter((ending) => !patterns.some((pattern) => pattern.test(`.${ending}`)))).toEqual([])
  const spelled = patterns.flatMap(({ source }) =>
    source
      .replace(/^\\\.\(?|\)?\$$/g, '')
      .split('|')
      .flatMap((one) => {
        const set = /\[(.+)\]/.exec(one)?.[1]
        const each = set ? [...set].map((letter) => one.replace(/\[.+\]/, letter)) : [one]
        return each.flatMap((text) => (text.includes('?') ? [text.replace('?', ''), text.replace(/.\?/, '')] : [text]))
      }),
  )
  expect([...endings].sort()).toEqual(spelled.sort())
})

withPython('two files whose results would have one name are refused, whenever they come', () => {
  const { input, results, plan } = folders('a.tif', 'sub/a.png')
  expect(plan().status).toBe(0)
  writeFileSync(join(input, 'a.png'), '')
  const { status, stderr } = plan()
  expect(status).toBe(1)
  expect(stderr).toMatch(/a\.tif and .*a\.png would write the same results; rename one/)
  expect(readdirSync(join(results, '.chunks'))).toHaveLength(2)
  expect(plan('--endings', 'tif').status).toBe(0)
})

withPython('a bad file is written down at once; a bad machine leaves the chunk to be searched again', () => {
  const { folder, results, plan } = folders(
    'fails-truncated.tif',
    'good.tif',
    'sub/fails-not-writable.tif',
    'sub/good.tif',
  )
  plan()
  const search = (id: number, ...argv: string[]) =>
    chunks(
      'search',
      join(results, `.chunks/00000${id}.json`),
      '--lacuna',
      pretender(folder),
      ...argv,
      '--',
      '--rate=0.02',
    )
  expect(search(1).status).toBe(0)
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(/^detect --rate=0\.02 --out=\S+ --json -- \S+ \S+\n$/)
  const last = search(2, '--attempt', '3', '--attempts', '3')
  expect(last).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('1 of 2 files are to be searched again') as string,
  })
  expect(existsSync(join(results, '.chunks/000002.done.json'))).toBe(false)
  expect(chunks('failed', '--results', results, '--out', join(results, 'failed.csv')).status).toBe(0)
  const [head, ...lines] = readFileSync(join(results, 'failed.csv'), 'utf8').trim().split('\n')
  expect(head).toBe('input,code,error')
  expect(lines).toEqual([expect.stringMatching(/fails-truncated\.tif,truncated,/)])
})

withPython('a file that ends its process is tried alone, then again, and given up at the last attempt', () => {
  const { folder, results, plan } = folders('good.tif', 'killer.tif')
  plan()
  const search = (attempt: number) =>
    chunks(
      ...['search', join(results, '.chunks/000001.json'), '--lacuna', pretender(folder)],
      ...['--attempt', `${attempt}`, '--attempts', '2'],
    )
  expect(search(1).status).toBe(1)
  expect(
    readFileSync(join(folder, 'calls'), 'utf8')
      .split('\n')
      .map((line) => line.includes('--jobs=2')),
  ).toEqual([false, true, false])
  expect(search(2).status).toBe(0)
  const { inputs } = JSON.parse(readFileSync(join(results, '.chunks/000001.done.json'), 'utf8')) as {
    inputs: { code?: string }[]
  }
  expect(inputs.map(({ code = 'found' }) => code)).toEqual(['found', 'ended'])
})

test('both containers install the same packages', () => {
  const packages = ['Dockerfile', 'lacuna.def'].map((name) => {
    const text = readFileSync(join(root, 'workflow', name), 'utf8')
    return [/recommends (.*?)( \\)?$/m.exec(text)?.[1], /webgpu@\S+/.exec(text)?.[0], /node:\S+/.exec(text)?.[0]]
  })
  expect(packages[0]).toEqual(packages[1])
  expect(packages[0]).not.toContain(undefined)
})
