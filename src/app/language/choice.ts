import { firstKnown, type Language } from './catalogue'
import { speak } from './language'

const KEY = 'lacuna-language'

/** The language that was chosen on this page before, or else the browser's. */
export function rememberedLanguage(): Language {
  return firstKnown([remembered(), ...navigator.languages].filter((tag) => tag !== null))
}

/** Speaks it, has the document say so, and remembers it where the browser allows that. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // A page that may keep nothing asks the browser again.
  }
  await speakOnPage(language)
}

/** The document's `lang` is what its elements follow. */
export async function speakOnPage(language: Language): Promise<void> {
  await speak(language)
  document.documentElement.lang = language
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
