/**
 * @typedef {string | Record<string, string>} Translation
 * @typedef {{ page: Record<string, Translation>, told: Record<string, string> }} Catalogue
 */

/**
 * The catalogue with an entry for every text that there is, in the order of the texts, and how many are still empty.
 * @param {Catalogue} known
 * @param {{ page: Map<string, boolean>, told: Iterable<string>, tag: string }} wanted
 * @returns {{ catalogue: Catalogue, missing: number }}
 */
export function updated(known, { page, told, tag }) {
  const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories
  const forms = (/** @type {Translation | undefined} */ before) =>
    Object.fromEntries(categories.map((category) => [category, (typeof before === 'object' && before[category]) || '']))
  const texts = [...page.keys()].sort(byCode).map((id) => {
    const before = known.page[id]
    return [id, page.get(id) ? forms(before) : typeof before === 'string' ? before : '']
  })
  const others = [...new Set(told)].sort(byCode).map((id) => [id, known.told[id] ?? ''])
  const values = [...texts, ...others].flatMap(([, text]) => (typeof text === 'string' ? [text] : Object.values(text)))
  return {
    catalogue: { page: Object.fromEntries(texts), told: Object.fromEntries(others) },
    missing: values.filter((text) => text === '').length,
  }
}

/**
 * @param {string} one
 * @param {string} other
 */
function byCode(one, other) {
  return one < other ? -1 : 1
}
