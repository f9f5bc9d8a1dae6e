/**
 * Code of packages that the bundle leaves out because the worker never runs it, which no bundler can know. A stand-in
 * throws where it cannot do the work of the code that it replaces. A package that has moved its parts ends the build.
 */
import { accessSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

/** Replaces these files of drizzle-orm by src/tiers/record/no-relations.ts. */
const WITHOUT_RELATIONS = [
  'relations.js',
  'casing.js',
  'mysql-core/columns/all.js',
  'mysql-core/query-builders/query.js',
  'pg-core/columns/enum.js',
  'sqlite-core/columns/all.js',
  'sqlite-core/query-builders/query.js',
]

/** @param root the folder with node_modules */
export function leftOut(root: string): Plugin {
  const standIn = join(root, 'src/tiers/record/no-relations.ts')
  const replaced = new Set(WITHOUT_RELATIONS.map((name) => join(root, 'node_modules/drizzle-orm', name)))
  return {
    name: 'left-out',
    buildStart() {
      for (const file of replaced) accessSync(file)
    },
    async resolveId(source, importer, options) {
      if (!importer?.includes('drizzle-orm')) return null
      const found = await this.resolve(source, importer, options)
      return found !== null && replaced.has(found.id) ? standIn : null
    },
  }
}
