/** The tree of categories, read once in a while for choices and lists. */
import type { Category } from '../../../../../client/src/api.ts'
import { call } from './api.ts'
import { type Live, useLive } from './live.ts'
import { locale } from './reader.ts'

const EVERY_MS = 30_000

export interface Placed {
  readonly id: string
  readonly name: string
  /** Products for sale in it and below it. */
  readonly count: number
  /** 0 for a category without parent. */
  readonly depth: number
}

export function useCategories(): Live<readonly Placed[]> {
  return useLive(
    `categories ${locale()}`,
    async (signal) => flat((await call('GET /v1/categories', { query: { locale: locale() } }, { signal })).items, 0),
    EVERY_MS,
  )
}

function flat(categories: readonly Category[], depth: number): readonly Placed[] {
  return categories.flatMap(({ id, name, count, children }) => [
    { id, name, count, depth },
    ...flat(children, depth + 1),
  ])
}

/** The categories as the options of a choice, children indented below their parents. */
export function optionsOf(categories: readonly Placed[] | null): readonly (readonly [string, string])[] {
  return (categories ?? []).map(({ id, name, depth }) => [id, `${'\u2003'.repeat(depth)}${name}`])
}
