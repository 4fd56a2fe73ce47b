import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packPackage } from './install'

const root = join(import.meta.dirname, '../..')

/** Paths from the root. */
const packed = new Set((await packPackage()).files)
const texts = [...packed].filter((path) => path.endsWith('.md'))

test('the guides are packed, and what only a checkout needs is not', () => {
  expect(texts).toEqual(expect.arrayContaining(['README.md', 'docs/tutorial.md', 'docs/micrographs.md']))
  expect([...packed].filter((path) => path.startsWith('docs/gallery'))).toEqual([])
})

describe.each(texts)('%s', (path) => {
  const text = withoutCode(readFileSync(join(root, path), 'utf8'))

  test('every link and picture of it is packed too', () => {
    const targets = relativeLinks(text).map((link) => target(path, link.replace(/#.*/, '')))
    expect(targets.filter((file) => !packed.has(file) && !isPackedFolder(file))).toEqual([])
  })

  test('every part of a page that it links is there', () => {
    const dead = relativeLinks(text).filter((link) => {
      const [, file, part] = /^([^#]*)#(.+)$/.exec(link) ?? []
      if (part === undefined || !(file === '' || file.endsWith('.md'))) return false
      const page = join(root, target(path, file))
      return !existsSync(page) || !parts(readFileSync(page, 'utf8')).includes(part)
    })
    expect(dead).toEqual([])
  })
})

test('a link in the README leads somewhere: the check finds one that does not', () => {
  const links = relativeLinks(withoutCode('[a](docs/gone.md) ![b](docs/lacuna.webp) `[c](no.md)` [d](https://e.org)'))
  expect(links).toEqual(['docs/gone.md', 'docs/lacuna.webp'])
  expect(links.filter((link) => !packed.has(link))).toEqual(['docs/gone.md'])
  expect(parts('# One\n## The paper’s, *really*: 2 `x_y`\n')).toEqual(['one', 'the-papers-really-2-x_y'])
})

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
}

/** Of links and pictures, those that lead to a file or a part of a page. */
function relativeLinks(markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

/** A link without a file leads to a part of its own page. */
function target(path: string, file: string): string {
  return file === '' ? path : posix.join(posix.dirname(path), file)
}

function isPackedFolder(file: string): boolean {
  return [...packed].some((path) => path.startsWith(`${file.replace(/\/$/, '')}/`))
}

/** The names that GitHub gives to a page's headings. */
function parts(markdown: string): string[] {
  const headings = [...markdown.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
