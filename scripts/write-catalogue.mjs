// Writes what the page says in another language as far as it is translated: `npm run language -- fr` makes src/app/locales/fr.json, or
// brings it up to date. New texts are there with an empty translation, those that the page no longer says are gone.
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
const read = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'))
const file = join(locales, `${tag}.json`)
const known = existsSync(file) ? read(file) : { page: {}, told: {} }
// What the layers below say is listed in the first catalogue alone.
const told = Object.keys(read(join(locales, 'de.json')).told)
const { page, errors } = messagesUnder(join(root, 'src/app'))
const { catalogue, missing } = updated(known, { page, told: [...told, ...errors], tag })
writeFileSync(file, `${JSON.stringify(catalogue, null, 2)}\n`)
process.stdout.write(`src/app/locales/${tag}.json: ${missing} texts to translate\n`)
