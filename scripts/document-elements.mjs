// npm run docs:element: writes custom-elements.json, docs/element.md and the types for frameworks from the elements' JSDoc.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { elementManifest } from './lib/element-manifest.mjs'
import { elementReference } from './lib/element-reference.mjs'
import { elementTypes, typedEvents } from './lib/element-types.mjs'
import { root } from './lib/shell.mjs'

const manifest = elementManifest()
writeFileSync(join(root, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`)
writeFileSync(join(root, 'docs/element.md'), elementReference(manifest))
writeFileSync(join(root, 'src/app/frameworks/elements.ts'), await elementTypes(manifest, typedEvents(manifest)))
