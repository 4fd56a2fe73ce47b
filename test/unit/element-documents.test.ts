import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { elementManifest } from '../../scripts/lib/element-manifest.mjs'
import { elementReference } from '../../scripts/lib/element-reference.mjs'
import { elementTypes, typedEvents } from '../../scripts/lib/element-types.mjs'

const manifest = elementManifest()
const committed = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

// When one of these fails: npm run docs:element
test('custom-elements.json says what the classes say', () => {
  expect(JSON.parse(committed('custom-elements.json'))).toEqual(manifest)
})

test('docs/element.md says what the classes say', () => {
  expect(committed('docs/element.md')).toBe(elementReference(manifest))
})

test('the types for frameworks say what the classes say', async () => {
  const types = await elementTypes(manifest, typedEvents(manifest))
  expect(committed('src/app/frameworks/elements.ts')).toBe(types)
})

test('every public property, method, event, slot, part and custom property is described', () => {
  const undescribed = manifest.modules.flatMap(({ declarations = [] }) =>
    declarations.flatMap((declaration) => {
      if (!('customElement' in declaration)) return []
      const { events = [], slots = [], cssParts = [], cssProperties = [], members = [] } = declaration
      return [...events, ...slots, ...cssParts, ...cssProperties, ...members]
        .filter(({ description }) => !description)
        .map(({ name }) => `${declaration.name}.${name}`)
    }),
  )
  expect(undescribed).toEqual([])
})
