// Writes what the page says in another language as far as it is translated: `npm run language -- fr` makes src/app/locales/fr.json for the elements
// and fr.page.json for the page around them, or brings them up to date. New texts are there with an empty translation, those that the page no longer says are gone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { updated } from './lib/catalogue.mjs'
import { messagesUnder } from './lib/messages.mjs'
import { root } from './lib/shell.mjs'

const [tag] = process.argv.slice(2)
if (!/^[a-z]{2,3}$/.test(tag ?? '')) {
  process.stderr.write('which language? Give its code, such as fr: npm run language -- fr\n')
  process.exit(2)
}
const locales = join(root, 'src/app/locales')
const { page, elements, errors } = messagesUnder(join(root, 'src/app'))
// What the layers below say is listed in the first catalogue alone.
const told = [...Object.keys(read('de.json', { told: {} }).told), ...errors]
const own = new Map([...page].filter(([id]) => elements.has(id)))
const around = new Map([...page].filter(([id]) => !elements.has(id)))

const names = [`${tag}.json`, `${tag}.page.json`]
const [inElements, onPage] = [read(names[0], { page: {}, told: {} }), read(names[1], {})]
// A text may have come from the other file.
const known = { page: { ...inElements.page, ...onPage }, told: inElements.told }
const first = updated(known, { page: own, told, tag })
const second = updated(known, { page: around, told: [], tag })
write(names[0], first.catalogue)
write(names[1], second.catalogue.page)
process.stdout.write(`src/app/locales/${names.join(', ')}: ${first.missing + second.missing} texts to translate\n`)

/**
 * @template T
 * @param {string} name
 * @param {T} otherwise
 * @returns {T}
 */
function read(name, otherwise) {
  const file = join(locales, name)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : otherwise
}

/**
 * @param {string} name
 * @param {object} content
 */
function write(name, content) {
  writeFileSync(join(locales, name), `${JSON.stringify(content, null, 2)}\n`)
}
