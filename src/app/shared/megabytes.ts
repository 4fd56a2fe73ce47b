/** `0.6 MB`, `134 MB`: as file managers count. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} MB`
}
