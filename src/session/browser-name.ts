/** `Chrome 140.0.0.0`: what runs a page, as reports name it. */
export function browserName(userAgent: string): string {
  const [name, version] = /(?:Firefox|Chrome|Version)\/[\d.]+/.exec(userAgent)?.[0].split('/') ?? []
  if (!name) return 'unknown browser'
  // What Safari calls its version.
  return `${name === 'Version' ? 'Safari' : name} ${version}`
}
