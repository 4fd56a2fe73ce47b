import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** Attributes that people read or hear. */
const READ = new Set([
  'alt',
  'aria-label',
  'aria-valuetext',
  'aria-roledescription',
  'about',
  'heading',
  'label',
  'placeholder',
  'title',
])
/** Folders of the page around the elements. */
export const AROUND = new Set([
  'app',
  'benchmark',
  'detection',
  'header',
  'kept',
  'report',
  'reproduction',
  'simulation',
  'task',
  'tour',
])
/** Template tags whose texts are translated. */
const TRANSLATED = new Set(['t', 'parts', 'form'])

/**
 * @typedef {object} Messages What the sources of the page say.
 * @property {Map<string, boolean>} page texts, each with whether it is the first form of a plural
 * @property {Set<string>} elements those of them that elements say, which are used without the page around them, too
 * @property {Set<string>} errors what the page's own errors say, which is told in other languages like those of the layers below
 * @property {string[]} bare words that people would read in English whatever is spoken: `file: words`
 */

/**
 * @param {string} folder of sources
 * @returns {Messages}
 */
export function messagesUnder(folder) {
  /** @type {Messages} */
  const found = { page: new Map(), elements: new Set(), errors: new Set(), bare: [] }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ts')) readMessages(name, readFileSync(join(folder, name), 'utf8'), found)
  }
  return found
}

/**
 * @param {string} name
 * @param {string} text
 * @param {Messages} found
 */
export function readMessages(name, text, found) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node)) readTemplate(node)
    else if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) {
      const message = node.arguments?.at(node.expression.getText() === 'LacunaError' ? 1 : 2)
      if (message && ts.isStringLiteralLike(message)) found.errors.add(message.text)
      if (message && ts.isTemplateExpression(message)) found.errors.add(idOf(message))
      // Its texts are English for programs and logs.
      return
    } else if (isSentence(node)) found.bare.push(`${name}: ${node.getText()}`)
    ts.forEachChild(node, visit)
  }
  /** @param {ts.TaggedTemplateExpression} node */
  const readTemplate = (node) => {
    const tag = node.tag.getText()
    if (TRANSLATED.has(tag)) {
      const id = idOf(node.template)
      const { parent } = node
      const isOther = tag === 'form' && ts.isCallExpression(parent) && parent.arguments[2] === node
      if (isOther) return
      found.page.set(id, tag === 'form')
      if (!AROUND.has(name.split(/[\\/]/)[0])) found.elements.add(id)
    } else if (tag === 'html' || tag === 'svg') {
      for (const words of wordsOf(idOf(node.template))) found.bare.push(`${name}: ${words}`)
    }
  }
  visit(source)
}

/**
 * A template's text as its message is called: `{0}`, `{1}`… where something is put in.
 * @param {ts.TemplateLiteral} template
 */
function idOf(template) {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text
  return template.templateSpans.reduce((text, span, n) => `${text}{${n}}${span.literal.text}`, template.head.text)
}

/**
 * Text and attributes of markup that have words in them.
 * @param {string} markup
 * @returns {string[]}
 */
function wordsOf(markup) {
  const attributes = [...markup.matchAll(/\s([\w-]+)="([^"]*)"/g)].flatMap(([, name, value]) =>
    READ.has(name) ? [value] : [],
  )
  const texts = markup.replace(/<[^>]*>/gs, '\n').split('\n')
  return [...attributes, ...texts]
    .map((text) => text.replace(/\{\d+\}/g, ' ').trim())
    .filter((text) => /\p{L}{2}/u.test(text))
}

/**
 * Whether a string outside of templates is a sentence, or begins like a label: code has names, and no spaces.
 * @param {ts.Node} node
 */
function isSentence(node) {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false
  if (ts.isTaggedTemplateExpression(node.parent)) return false
  const text = ts.isTemplateExpression(node) ? idOf(node) : node.text
  return /\p{L}{2,}[,.:]? \p{L}{2,}/u.test(text.replace(/\{\d+\}/g, 'x')) || /^\p{Lu}\p{Ll}{2,}…?$/u.test(text)
}
