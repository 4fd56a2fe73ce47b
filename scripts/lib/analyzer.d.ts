/** What the analyzer exports besides what it declares. */
declare module '@custom-elements-manifest/analyzer/index.js' {
  import type { Package } from 'custom-elements-manifest/schema'
  import type typescript from 'typescript'

  export function create(options: {
    modules: typescript.SourceFile[]
    plugins: unknown[]
    context: { dev: boolean }
  }): Package
  export const ts: typeof typescript
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): unknown[]
}
