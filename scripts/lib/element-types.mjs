import { format } from 'prettier'

/**
 * @typedef {import('custom-elements-manifest/schema').CustomElement
 *   & import('custom-elements-manifest/schema').ClassDeclaration} Element
 * @typedef {import('custom-elements-manifest/schema').ClassField & { attribute?: string; readonly?: boolean }} Field
 */

const HEAD = `// Written by \`npm run docs:element\` from the classes' own comments.
/* oxlint-disable typescript/no-redundant-type-constituents -- a property may be of any type */`

/**
 * What each element takes and tells as one TypeScript interface, from which the types for frameworks are made.
 * @param {import('custom-elements-manifest/schema').Package} manifest
 * @param {readonly string[]} typed events that `HTMLElementEventMap` knows
 */
export async function elementTypes({ modules }, typed) {
  const elements = modules.flatMap(({ path, declarations }) =>
    (declarations ?? [])
      .filter((declaration) => 'tagName' in declaration && declaration.tagName)
      .map((declaration) => ({ path, element: /** @type {Element} */ (declaration) })),
  )
  const imports = elements.map(
    ({ path, element }) =>
      `import type { ${element.name} } from '${path.replace('dist/lib/app', '..').replace('.js', '')}'`,
  )
  // What makes the detector's events those of every element.
  imports.unshift(`import type {} from '../detector/events'`)
  const text = `${HEAD}
${imports.join('\n')}

/** What each element takes as a property or an attribute, and what it tells. */
export interface LacunaElements {
${elements.map(({ element }) => entry(element, typed)).join('\n')}
}
`
  return format(text, { parser: 'typescript', semi: false, singleQuote: true, printWidth: 120 })
}

/**
 * @param {Element} element
 * @param {readonly string[]} typed
 */
function entry({ name, tagName, members, events }, typed) {
  const fields = /** @type {Field[]} */ ((members ?? []).filter((one) => one.kind === 'field')).filter(
    (one) => !one.readonly,
  )
  const props = fields.flatMap(({ name: property, attribute, description }) => {
    const type = `${name}['${property}']`
    const own = `${comment(description)}${property}?: ${type} | undefined`
    return attribute && attribute !== property
      ? [own, `${comment(description)}'${attribute}'?: ${type} | string | undefined`]
      : [own]
  })
  const told = (events ?? []).map(({ name: type, description }) => {
    const event = typed.includes(type) ? `HTMLElementEventMap['${type}']` : 'CustomEvent'
    return `${comment(description)}'${type}': ${event}`
  })
  return `'${tagName}': { element: ${name}; props: {\n${props.join('\n')}\n}; events: ${told.length > 0 ? `{\n${told.join('\n')}\n}` : 'Record<never, never>'} }`
}

/** @param {string | undefined} text */
function comment(text) {
  return text ? `/** ${text.replaceAll('\n', ' ')} */\n` : ''
}

/**
 * The events that the detector's own manifest has a type for.
 * @param {import('custom-elements-manifest/schema').Package} manifest
 */
export function typedEvents({ modules }) {
  const detector = modules
    .flatMap(({ declarations }) => declarations ?? [])
    .find((declaration) => 'tagName' in declaration && declaration.tagName === 'lacuna-detector')
  return /** @type {Element} */ (detector).events?.map(({ name }) => name) ?? []
}
