/**
 * Controls of C0 and C1, among them the terminal's escapes and line ends; marks that turn the direction of writing; and what breaks
 * lines. Titles and units come from files, and end up on terminals, in tables and in pages.
 */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/gu

/** Longer than any title or message; more would fill the screen. */
const longest = 4000

/** A file's text as one line that can be shown anywhere, of at most so many characters. */
export function plainText(text: string, most = longest): string {
  const plain = text.slice(0, 2 * most).replace(unprintable, ' ')
  return plain.length > most ? `${plain.slice(0, most)}…` : plain
}
