import { type Catalogue, type Language, LANGUAGES } from './catalogue'

/** What all elements of a page speak: one page, one language. */
let spoken: { language: Language; catalogue: Catalogue } = { language: 'en', catalogue: { page: {}, told: {} } }
/** The latest that was asked for: one that is loaded later than the next says nothing. */
let wanted: Language = 'en'
const listeners = new Set<() => void>()

export function language(): Language {
  return spoken.language
}

export function catalogue(): Catalogue {
  return spoken.catalogue
}

/** Resolves when the language is spoken, or another was asked for meanwhile. Where its catalogue cannot be had, all stays as it is. */
export async function speak(next: Language): Promise<void> {
  wanted = next
  const catalogue = await LANGUAGES[next].load()
  if (wanted !== next || spoken.language === next) return
  spoken = { language: next, catalogue }
  for (const listener of [...listeners]) listener()
}

/** Is told when another language is spoken; the result ends that. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
