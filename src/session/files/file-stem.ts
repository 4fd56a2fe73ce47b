/** `NAME` of the files beside a micrograph: its own name without folder and extension. */
export function fileStem(name: string): string {
  const base = name.split(/[/\\]/).pop() ?? name
  return base.replace(/\.[^.]+$/, '') || 'micrograph'
}
