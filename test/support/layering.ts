import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

/**
 * The architecture as a program checks it: which layer may import which, who may touch the DOM, Node and the shaders,
 * and that nothing imports itself by a detour. Files are given as text, keyed by their path from the root.
 */
export type Sources = ReadonlyMap<string, string>

/** Each layer with all that it may import besides its own files and the leaves directly in src/. */
const mayImport: Record<string, readonly string[]> = {
  io: [],
  kernels: [],
  nn: ['kernels'],
  physics: ['kernels'],
  stem: ['kernels', 'nn', 'physics', 'io'],
  session: ['kernels', 'nn', 'stem', 'io'],
  // The page has a tab that runs the bench, which is loaded when it is opened.
  app: ['session', 'bench'],
  cli: ['kernels', 'nn', 'stem', 'session', 'io'],
  bench: ['kernels', 'nn', 'stem', 'session', 'io'],
}

/** Each room of a layer with all other rooms of it that it may import; what lies in no room may import all. */
const roomsMayImport: Readonly<Record<string, Record<string, readonly string[]>>> = {
  stem: {
    crystal: [],
    math: [],
    cif: ['crystal', 'math'],
    patch: ['math'],
    model: ['math', 'patch'],
    paper: ['math', 'patch', 'model'],
    'patch-detector': ['math', 'patch', 'model'],
    clean: ['math'],
    lattice: ['crystal', 'math', 'clean'],
    micrograph: ['crystal', 'math', 'patch', 'model', 'clean', 'lattice'],
    blind: ['math', 'model', 'lattice', 'micrograph'],
    aperiodic: ['math', 'model', 'clean', 'lattice', 'micrograph', 'blind'],
    series: ['math', 'lattice', 'micrograph'],
    simulate: ['crystal', 'math', 'patch', 'paper'],
    evaluate: ['crystal', 'math', 'patch', 'model', 'paper', 'patch-detector', 'lattice', 'micrograph', 'simulate'],
    'model-file': ['math', 'patch', 'model', 'paper', 'patch-detector', 'micrograph'],
  },
  session: {
    picture: [],
    report: ['picture', 'files'],
    files: ['picture'],
  },
}

/** Layers whose every file lies in a room. */
const allInRooms = ['stem']

/** Commands that run an experiment of the science; every other one asks the Detector for what it does. */
const experiments =
  /^src\/cli\/(simulate|simulate-defects|simulate-multislice|evaluate|reproduce|experiment|published-sets)\.ts$/

const documentFiles = /^(src\/app\/|bench\/page\.ts$)/

const nodeFiles = /^(src\/cli\/|src\/(kernels|session\/reading)\/node[^/]*$|bench\/)/

interface Import {
  /** As written, without a query such as `?raw`. */
  specifier: string
  /** The file it names, for a relative import. */
  target: string | null
  typeOnly: boolean
}

/** Every breach of the architecture, one line each. */
export function violations(sources: Sources): string[] {
  const imports = new Map([...sources].map(([path, text]) => [path, importsOf(path, text, sources)]))
  const breaches = [...sources].flatMap(([path, text]) => [
    ...homeless(path),
    ...imports.get(path)!.flatMap((item) => importBreach(path, item) ?? []),
    ...globalBreaches(path, text),
  ])
  return [...breaches, ...cycles(imports).map((cycle) => `import cycle: ${cycle.join(' → ')}`)]
}

function importBreach(path: string, { specifier, target, typeOnly }: Import): string | null {
  if (target === null) {
    const needsNode = specifier.startsWith('node:') || specifier === 'webgpu'
    return needsNode && !nodeFiles.test(path)
      ? `${path} imports ${specifier}: only cli and files named node* may`
      : null
  }
  if (target.startsWith('shaders/')) {
    return layerOf(path) === 'kernels' ? null : `${path} imports ${target}: only kernels imports shaders`
  }
  const from = layerOf(path)
  const to = layerOf(target)
  if (target === 'package.json') return null
  if (!(to === 'leaf' || to in mayImport)) return `${path} imports ${target}: that is no part of any layer`
  if (to === from) return roomBreach(path, target)
  if (to === 'leaf') return null
  if (from === 'leaf') return `${path} imports ${target}: what lies directly in src/ imports no layer`
  // The nouns that a session hands over are io's; the page names them but leaves reading and writing to the session.
  if (from === 'app' && to === 'io' && typeOnly) return null
  if (from === 'cli' && to === 'stem' && !experiments.test(path)) {
    return `${path} imports ${target}: a command asks the session, but for simulate, evaluate and reproduce`
  }
  return mayImport[from]?.includes(to) ? null : `${path} imports ${target}: ${from} may not import ${to}`
}

function roomBreach(path: string, target: string): string | null {
  const rooms = roomsMayImport[layerOf(path)]
  const [from, to] = [roomOf(path), roomOf(target)]
  if (!rooms || from === to || from === null || !(from in rooms)) return null
  return to !== null && rooms[from].includes(to)
    ? null
    : `${path} imports ${target}: ${from} may not import ${to ?? 'it'}`
}

/** `src/stem/patch/crops.ts` → `patch`; null for a file that lies in no room. */
function roomOf(path: string): string | null {
  const [, , room = '', ...rest] = path.split('/')
  return rest.length > 0 ? room : null
}

/** A file that has no room where every file has one, or one in a room that is not known. */
function homeless(path: string): string[] {
  const layer = layerOf(path)
  const room = roomOf(path)
  const isHome = !allInRooms.includes(layer) || (room !== null && room in roomsMayImport[layer])
  return isHome ? [] : [`${path} lies in no room of ${layer}`]
}

/** `src/nn/tensor.ts` → `nn`; a file directly in src/ → `leaf`; outside src/ the first folder. */
function layerOf(path: string): string {
  const [top = '', layer = '', ...rest] = path.split('/')
  if (top !== 'src') return top
  return rest.length === 0 ? 'leaf' : layer
}

function globalBreaches(path: string, text: string): string[] {
  const file = parse(path, text)
  const declared = new Set<string>()
  const used = new Set<string>()
  visit(file, (node) => {
    if (!ts.isIdentifier(node)) return
    if (isDeclarationName(node)) declared.add(node.text)
    else if (isReference(node)) used.add(node.text)
  })
  const globals = [...used].filter((name) => !declared.has(name))
  return globals.flatMap((name) => {
    if (documentGlobals().has(name) && !documentFiles.test(path))
      return `${path} uses ${name}: only app touches the DOM`
    if (nodeGlobals.has(name) && !nodeFiles.test(path))
      return `${path} uses ${name}: only cli and files named node* may`
    return []
  })
}

const nodeGlobals = new Set(['process', 'Buffer', 'require', 'module', '__dirname', '__filename', 'setImmediate'])

let documentNames: Set<string> | undefined

/** What a page has and a worker lacks: `document`, `window`, `HTMLElement` … but not `self`, `navigator` or `fetch`. */
function documentGlobals(): Set<string> {
  if (documentNames) return documentNames
  const [page, worker] = ['lib.dom.d.ts', 'lib.webworker.d.ts'].map(globalsDeclaredBy) as [Set<string>, Set<string>]
  return (documentNames = new Set([...page].filter((name) => !worker.has(name))))
}

function globalsDeclaredBy(library: string): Set<string> {
  const path = join(dirname(createRequire(import.meta.url).resolve('typescript')), library)
  const names = parse(path, readFileSync(path, 'utf8')).statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name)
    return ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) ? statement.name : []
  })
  return new Set(names.flatMap((name) => (name && ts.isIdentifier(name) ? name.text : [])))
}

function isDeclarationName(node: ts.Identifier): boolean {
  return (node.parent as ts.NamedDeclaration).name === node && !ts.isPropertyAccessExpression(node.parent)
}

/** A name that means something in its scope, not a member's: `document`, but neither `x.document` nor `{document: 1}`. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  return (
    !(ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isBindingElement(parent)) ||
    isInitializer(node)
  )
}

function isInitializer(node: ts.Identifier): boolean {
  return ts.isBindingElement(node.parent) && node.parent.initializer === node
}

/** Static and dynamic imports, re-exports, and `new URL('./x', import.meta.url)`, by which workers are started. */
function importsOf(path: string, text: string, sources: Sources): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, typeOnly = false) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const bare = specifier.text.replace(/\?.*$/, '')
    found.push({ specifier: bare, target: bare.startsWith('.') ? resolve(path, bare, sources) : null, typeOnly })
  }
  visit(parse(path, text), (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0])
    else if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && relativeUrl(node))
      add(node.arguments?.[0])
  })
  return found
}

/** `import type { A }` and `import { type A }`. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  const named = clause?.namedBindings
  const eachIsType = named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly)
  return clause !== undefined && (clause.isTypeOnly || (clause.name === undefined && eachIsType === true))
}

function relativeUrl({ arguments: values }: ts.NewExpression): boolean {
  return values?.length === 2 && values[1].getText() === 'import.meta.url'
}

function resolve(path: string, specifier: string, sources: Sources): string {
  const base = posix.normalize(posix.join(posix.dirname(path), specifier))
  const candidates = [base, `${base}.ts`, `${base}/index.ts`, base.replace(/\.js$/, '.ts')]
  return candidates.find((candidate) => sources.has(candidate)) ?? base
}

/**
 * One cycle for each strand of the search that runs into its own path. Type imports count: files that name each other's
 * types can only be understood together, even though nothing of that is there at run time.
 */
function cycles(imports: ReadonlyMap<string, readonly Import[]>): string[][] {
  const found: string[][] = []
  const finished = new Set<string>()
  const follow = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push([...trail.slice(start), path])
    if (start >= 0 || finished.has(path)) return
    for (const { target } of imports.get(path) ?? []) if (target) follow(target, [...trail, path])
    finished.add(path)
  }
  for (const path of imports.keys()) follow(path, [])
  return found
}

const parsed = new Map<string, ts.SourceFile>()

function parse(path: string, text: string): ts.SourceFile {
  const known = parsed.get(path)
  if (known?.text === text) return known
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  parsed.set(path, file)
  return file
}

function visit(node: ts.Node, action: (node: ts.Node) => void): void {
  action(node)
  ts.forEachChild(node, (child) => visit(child, action))
}
