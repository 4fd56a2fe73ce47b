// npm run docs: the guides, and the API reference of lacuna, lacuna/nn and lacuna/kernels, as a site of plain files in dist/docs, with
// the element on its front page. It works from any folder of a server, and asks no other.
// Ends with 1 if a link in it leads nowhere.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { dressSite, pagesOf } from './lib/docs-site.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root, run } from './lib/shell.mjs'

const site = join(root, 'dist/docs')

ensureInstalled()
const typedoc = ['node_modules/typedoc/bin/typedoc', '--options', 'config/typedoc.json']
if (!run(process.execPath, typedoc) || !dressSite(site)) process.exit(1)

const pages = pagesOf(site)
const html = new Map(pages.map((path) => [path, readFileSync(path, 'utf8')]))
const dead = pages.flatMap((page) =>
  [...links(html.get(page) ?? '')]
    .filter((link) => leadsNowhere(page, link))
    .map((link) => `${relative(site, page)}: ${link}`),
)
for (const line of dead) console.error(`leads nowhere: ${line}`)
console.log(`dist/docs: ${pages.length} pages, ${dead.length} dead links`)
process.exitCode = dead.length > 0 ? 1 : 0

/** Links and pictures of a page that stay on the site. @param {string} text */
function links(text) {
  const found = [...text.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, link]) => link.replaceAll('&amp;', '&'))
  return new Set(found.filter((link) => !/^[a-z]+:/.test(link)))
}

/** A guide that is copied instead of being a page is missing in config/typedoc.json. @param {string} page @param {string} link */
function leadsNowhere(page, link) {
  const [file, part] = link.split('#').map(decodeURIComponent)
  const target = file === '' ? page : resolve(dirname(page), file)
  if (!existsSync(target) || target.endsWith('.md')) return true
  const text = html.get(target)
  return part !== undefined && part !== '' && text !== undefined && !text.includes(` id="${part}"`)
}
