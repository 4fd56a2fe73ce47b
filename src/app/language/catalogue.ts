/** A message in another language: one text, or one for each plural category of the language (`one`, `other`, …). */
export type Translation = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

/**
 * A language but English, which stands in the code. Keys are the English texts, with `{0}`, `{1}`… where something is put in: of a
 * plural the text for one.
 */
export interface Catalogue {
  /** What elements, and the page around them, say themselves. */
  page: Readonly<Record<string, Translation>>
  /** What the layers below it say, in English: kinds, maps, progress, verdicts, frequent errors. */
  told: Readonly<Record<string, string>>
}

/** The languages, each by its own name; English needs no catalogue. The others are loaded when they are wanted. */
export const LANGUAGES = {
  en: { name: 'English', load: () => Promise.resolve<Catalogue>({ page: {}, told: {} }) },
  de: { name: 'Deutsch', load: async (): Promise<Catalogue> => (await import('../locales/de.json')).default },
} as const satisfies Record<string, { name: string; load: () => Promise<Catalogue> }>

export type Language = keyof typeof LANGUAGES

/** The first that there is of the languages that are wanted, such as `de-AT`; English where there is none. */
export function firstKnown(wanted: readonly string[]): Language {
  const tags = wanted.map((tag) => tag.toLowerCase().split('-')[0])
  return tags.find((tag): tag is Language => Object.hasOwn(LANGUAGES, tag)) ?? 'en'
}
