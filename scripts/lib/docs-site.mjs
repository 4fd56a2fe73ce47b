import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './shell.mjs'

/** The README's picture, in whose place the front page has the element. */
const PICTURE = /<p>(<img src="media\/lacuna\.webp"[^>]*>)<\/p>/
/** What TypeDoc puts the page's own text into, and what follows it. */
const CONTENT = /<div class="col-content">([\s\S]*)<\/div>(\s*)<div class="col-sidebar">/
const LANDMARKS =
  '<main class="col-content">$1</main>$2<div class="col-sidebar" role="complementary" aria-label="Contents">'
const LIVE = 'live'

/**
 * Makes what TypeDoc wrote the site: every page gets its landmarks, and the front page the element, which is built beside it.
 * False where something could not be built.
 * @param {string} site
 */
export function dressSite(site) {
  for (const page of pagesOf(site)) rewrite(page, (html) => replaced(html, CONTENT, LANDMARKS, page))
  rewrite(join(site, 'index.html'), (html) => frontPage(html))
  return buildLive(join(site, LIVE))
}

/** Pages that TypeDoc wrote, not those that guides link to as files. @param {string} site */
export function pagesOf(site) {
  return readdirSync(site, { recursive: true, encoding: 'utf8' })
    .map((name) => join(site, name))
    .filter((path) => path.endsWith('.html') && !path.startsWith(join(site, 'media')))
}

/** Without scripts, and until the element is there, the picture stays. @param {string} html */
function frontPage(html) {
  const element = `<lacuna-detector class="live" sample-model="${LIVE}/lacuna-sample.safetensors">$1</lacuna-detector>`
  const script = `<script type="module" src="${LIVE}/live.js"></script></head>`
  return replaced(replaced(html, PICTURE, element, 'index.html'), '</head>', script, 'index.html')
}

/**
 * @param {string} html
 * @param {string | RegExp} what
 * @param {string} by
 * @param {string} page
 */
function replaced(html, what, by, page) {
  const changed = html.replace(what, by)
  if (changed === html) throw new Error(`${page} has no ${what}: TypeDoc or the README has changed; mend docs-site.mjs`)
  return changed
}

/** @param {string} folder */
function buildLive(folder) {
  mkdirSync(folder, { recursive: true })
  for (const [from, to] of [
    ['config/docs-site/live.js', 'live.js'],
    ['src/app/sample/lacuna-sample.safetensors', 'lacuna-sample.safetensors'],
  ])
    copyFileSync(join(root, from), join(folder, to))
  const vite = [
    'node_modules/vite/bin/vite.js',
    'build',
    '--logLevel',
    'error',
    '--outDir',
    folder,
    '--emptyOutDir',
    'false',
  ]
  // As it is shipped, whoever builds it.
  const env = { ...process.env, NODE_ENV: 'production' }
  const built = ['standalone', 'beside'].every((name) =>
    run(process.execPath, [...vite, '--config', `config/${name}.ts`], { env }),
  )
  return built && run(process.execPath, ['scripts/write-notices.mjs', folder])
}

/**
 * @param {string} path
 * @param {(html: string) => string} change
 */
function rewrite(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
