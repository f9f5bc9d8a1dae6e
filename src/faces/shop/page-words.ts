/**
 * Fills the words of the pages, which a static file has, into the tables of texts, once in an isolate. Invariant: no
 * page but an error page is made before that.
 */
import type { Env } from '../../contract/env.ts'
import { unavailable } from '../../contract/problem.ts'
import { staticJson } from '../../contract/static-json.ts'
import { PAGE_TEXTS } from './texts/all.ts'

interface Table {
  [name: string]: unknown
}

const wordsOf = staticJson<Table>('page-words.json')
let isFilled = false

/** Fails closed: throws `unavailable` while the platform cannot read the file. */
export async function loadPageWords(env: Pick<Env, 'ASSETS'>): Promise<void> {
  if (isFilled) return
  const words = await wordsOf(env).catch(() => {
    throw unavailable('The texts of the pages cannot be read right now. Try again.')
  })
  fill(PAGE_TEXTS, words)
  isFilled = true
}

/** A word that the table has stays: sources that run as they are may be newer than the file. */
export function fill(table: Table, words: Table): void {
  for (const [name, its] of Object.entries(words)) {
    const known = table[name]
    if (known === undefined) table[name] = its
    else if (isTable(known) && isTable(its)) fill(known, its)
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
