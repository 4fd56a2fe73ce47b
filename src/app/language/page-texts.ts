import type { Catalogue, Language } from './catalogue'

/** What is said around the elements, in the header and the other tabs: whoever embeds an element loads none of it. */
export const PAGE_TEXTS: Readonly<Partial<Record<Language, () => Promise<Catalogue['page']>>>> = {
  de: async () => (await import('../locales/de.page.json')).default,
}

export async function pageTexts(language: Language): Promise<Catalogue['page']> {
  return (await PAGE_TEXTS[language]?.()) ?? {}
}
