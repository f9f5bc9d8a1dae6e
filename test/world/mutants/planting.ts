/**
 * Loads the world again with a bug planted in the shipped source. Each bug gets new instances of all modules of the
 * project, so that one process can hunt many bugs; the types of a file are stripped once.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import type { HISTORIES } from '../histories.ts'
import { type Mutant, mutate } from './mutant.ts'
import { Reach } from './reach.ts'

const ROOT = new URL('../../../', import.meta.url).href
const PLACE = '?bug='

/** Sources without types, by module. */
const sources = new Map<string, string>()
let planted: Mutant | null = null
let number = 0

export interface Planted {
  readonly histories: typeof HISTORIES
  readonly reach: Reach
}

export async function plant(mutant: Mutant): Promise<Planted> {
  if (number === 0) registerHooks({ resolve, load })
  planted = mutant
  const query = `${PLACE}${++number}`
  const source = readFileSync(new URL(mutant.file, ROOT), 'utf8')
  const reach = await Reach.start(`${ROOT}${mutant.file}${query}`, source.indexOf(mutant.find))
  const { HISTORIES: histories }: { HISTORIES: typeof HISTORIES } = await import(
    `${ROOT}test/world/histories.ts${query}`
  )
  return { histories, reach }
}

/** Imports of a module with a bug are loaded again for this bug too; packages are shared. */
const resolve: NonNullable<Parameters<typeof registerHooks>[0]['resolve']> = (specifier, context, nextResolve) => {
  const query = context.parentURL?.includes(PLACE) ? new URL(context.parentURL).search : ''
  if (query === '' || !specifier.startsWith('.')) return nextResolve(specifier, context)
  return { url: new URL(specifier, context.parentURL).href + query, format: 'module', shortCircuit: true }
}

const load: NonNullable<Parameters<typeof registerHooks>[0]['load']> = (url, context, nextLoad) => {
  if (!url.includes(PLACE)) return nextLoad(url, context)
  const [file = ''] = url.split('?')
  const isPlace = planted !== null && file === `${ROOT}${planted.file}`
  return { format: 'module', source: isPlace ? sourceOf(file, planted) : sourceOf(file, null), shortCircuit: true }
}

function sourceOf(file: string, mutant: Mutant | null): string {
  const known = mutant ? undefined : sources.get(file)
  if (known !== undefined) return known
  const source = readFileSync(new URL(file), 'utf8')
  const stripped = stripTypeScriptTypes(mutant ? mutate(mutant, source) : source)
  if (!mutant) sources.set(file, stripped)
  return stripped
}
