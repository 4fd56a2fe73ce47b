/**
 * The address that other files of the package lie beside: the script's own or, of one that a page has made of text, that of the
 * page.
 */
export function besideAddress(own: string): string {
  return /^(blob|data):/.test(own) ? self.location.href : own
}
