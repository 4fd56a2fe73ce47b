/** What makes a shader file the shader of one shape: numbers, switches, names of functions and types. */
export type Constant = number | boolean | string | { f32: number }

export type Constants = Readonly<Record<string, Constant>>
