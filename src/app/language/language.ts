import { type Catalogue, type Language, LANGUAGES } from './catalogue'

/** What all elements of a page speak: one page, one language. */
let spoken: { language: Language; catalogue: Catalogue } = { language: 'en', catalogue: { page: {}, told: {} } }
/** The latest that was asked for: one that is loaded later than the next says nothing. */
let wanted: Language = 'en'
const listeners = new Set<() => void>()
let around: (language: Language) => Promise<Catalogue['page']> = () => Promise.resolve({})

export function language(): Language {
  return spoken.language
}

export function catalogue(): Catalogue {
  return spoken.catalogue
}

/** Resolves when the language is spoken, or another was asked for meanwhile. Where its catalogue cannot be had, all stays as it is. */
export async function speak(next: Language): Promise<void> {
  wanted = next
  const [{ page, told }, more] = await Promise.all([LANGUAGES[next].load(), around(next)])
  if (wanted !== next || spoken.language === next) return
  spoken = { language: next, catalogue: { page: { ...more, ...page }, told } }
  for (const listener of [...listeners]) listener()
}

/** To be called before another language is spoken: what loads the texts of the page around the elements. */
export function withTexts(load: typeof around): void {
  around = load
}

/** Calls `listener` whenever another language is spoken; call the result to stop that. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
