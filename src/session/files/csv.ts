/**
 * Fields as RFC 4180 has them, in lines that end with a line feed: text with a comma, a quote or a line end stands in quotes. What a
 * spreadsheet would take for a formula begins with an apostrophe, which it does not show. Numbers stay as they are.
 */
export function csv(rows: readonly Row[]): string {
  return rows.map(csvLine).join('')
}

type Row = readonly (string | number | null)[]

/** One line of it. */
export function csvLine(row: Row): string {
  return `${row.map(field).join(',')}\n`
}

function field(value: string | number | null): string {
  if (typeof value !== 'string') return String(value ?? '')
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
