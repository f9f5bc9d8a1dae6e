/**
 * Puts the modules of a bundle in the order of their folders, in which neighbours resemble each other: gzip finds a
 * repetition only within 32 KB. A module still follows those that it imports.
 */
import { isAbsolute, join, relative } from 'node:path'
import type { Plugin, PluginContext } from 'rolldown'

/** Packages come first. As the layers import each other, so that few modules leave their folder. */
const LAYERS = ['src/domain', 'src/contract', 'drizzle', 'src/tiers', 'src/objects', 'src/worker', 'src/faces']

/** The input of the bundle in place of the entry. */
export const ORDERED = 'ordered-modules'
const IS_ORDERED = /^ordered-modules$/

/** @param root the folder with src */
export function moduleOrder(root: string, entry: string): Plugin {
  const from = JSON.stringify(join(root, entry))
  return {
    name: 'module-order',
    resolveId: { filter: { id: IS_ORDERED }, handler: (id) => id },
    load: {
      filter: { id: IS_ORDERED },
      async handler() {
        const place = (file: string) => {
          const path = relative(root, file)
          return `${LAYERS.findIndex((layer) => path.startsWith(`${layer}/`))} ${path}`
        }
        const modules = await modulesFrom(join(root, entry), this)
        const imports = modules
          .map((file) => ({ file, place: place(file) }))
          .sort((one, other) => (one.place < other.place ? -1 : 1))
          .map(({ file }) => `import ${JSON.stringify(file)}`)
        return [...imports, `export * from ${from}`, `export { default } from ${from}`].join('\n')
      },
    },
  }
}

/** The module and all that it imports; a late import keeps its own place. */
async function modulesFrom(entry: string, context: PluginContext): Promise<readonly string[]> {
  const found = new Set([entry])
  for (const file of found) {
    const { importedIds } = await context.load({ id: file })
    for (const id of importedIds) if (isAbsolute(id)) found.add(id)
  }
  return [...found]
}
