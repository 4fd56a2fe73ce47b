// The licences of what is bundled into dist/standalone, as they ask to be passed on: those of all run-time dependencies.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/shell.mjs'

/** @type {{ packages: Record<string, { version: string, license?: string, dev?: boolean, devOptional?: boolean, optional?: boolean, peer?: boolean }> }} */
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const notices = Object.entries(packages)
  .filter(([path, { dev, devOptional, optional, peer }]) => path && !(dev || devOptional || optional || peer))
  .map(([path, { version, license }]) => {
    const folder = join(root, path)
    const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)/i.test(name))
    const texts = files.map((name) => readFileSync(join(folder, name), 'utf8').trim())
    return [`${path.replace('node_modules/', '')} ${version}, ${license}`, ...texts].join('\n\n')
  })
writeFileSync(join(root, 'dist/standalone/NOTICES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)
