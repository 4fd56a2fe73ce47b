/** What is made of an object by a name is made once; it goes with the object. */
export function remembering<T>(): (of: object, name: string, make: () => T) => T {
  const known = new WeakMap<object, Map<string, T>>()
  return (of, name, make) => {
    const made = known.get(of) ?? new Map<string, T>()
    known.set(of, made)
    if (!made.has(name)) made.set(name, make())
    return made.get(name) as T
  }
}
