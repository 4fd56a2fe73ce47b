import { Converter } from 'typedoc'

/** Modules are called what a program imports, by the folder of their entry. @type {Record<string, string>} */
const IMPORTS = { session: 'lacuna', nn: 'lacuna/nn', kernels: 'lacuna/kernels', physics: 'lacuna/physics' }

/**
 * A plugin of TypeDoc: guides are listed by their titles instead of their files' names.
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = IMPORTS[module.name] ?? module.name
    for (const document of project.documents ?? []) {
      const [first] = document.content
      const title = /^# (.+)\n/.exec(first.text)
      if (!title) continue
      document.name = title[1]
      first.text = first.text.slice(title[0].length)
    }
  })
}
