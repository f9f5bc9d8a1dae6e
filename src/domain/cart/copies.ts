/**
 * Compares the copies of one cart, row by row, for operators. Pure.
 * Invariant: rows that a shopper never sees, which hold addresses and quotes, are compared but not shown.
 */
import type { Copy, Json, Lists } from '../copy.ts'
import { same } from '../position.ts'
import { SEEN_LISTS } from './state.ts'

export const COPY_PLACES = ['object', 'redis', 'record'] as const
export type CopyPlace = (typeof COPY_PLACES)[number]

/** Null where the place has no copy with rows. */
export type CopiesByPlace = { readonly [Place in CopyPlace]: Copy | null }

export type ComparedRow = {
  readonly list: string
  readonly key: string
  readonly differs: boolean
} & { readonly [Place in CopyPlace]: Json | null }

export interface Comparison {
  /** Whether all copies are at one position and have the same rows. */
  readonly agree: boolean
  readonly rows: readonly ComparedRow[]
}

export function compareCopies(copies: CopiesByPlace): Comparison {
  const present = COPY_PLACES.flatMap((place) => copies[place] ?? [])
  const withRows = COPY_PLACES.filter((place) => copies[place]?.state === 'live')
  const names = new Map<string, readonly [list: string, key: string]>()
  for (const place of withRows) {
    for (const [list, rows] of Object.entries(listsOf(copies[place]))) {
      for (const key of Object.keys(rows)) names.set(JSON.stringify([list, key]), [list, key])
    }
  }
  const rows = [...names.values()].map(([list, key]): ComparedRow => {
    const rowIn = (place: CopyPlace) => listsOf(copies[place])[list]?.[key] ?? null
    const texts = new Set(withRows.map((place) => canonical(rowIn(place))))
    const isSeen = SEEN_LISTS.some((seen) => seen === list)
    const shown = (place: CopyPlace): Json | null => {
      const row = rowIn(place)
      return isSeen || row === null ? row : { bytes: JSON.stringify(row).length }
    }
    return {
      ...{ list, key, differs: texts.size > 1 },
      ...{ object: shown('object'), redis: shown('redis'), record: shown('record') },
    }
  })
  const [first] = present
  const atOne = first !== undefined && present.every((copy) => same(copy, first) && copy.state === first.state)
  return { agree: (present.length === 0 || atOne) && !rows.some(({ differs }) => differs), rows }
}

function listsOf(copy: Copy | null): Lists {
  return copy?.state === 'live' ? copy.lists : {}
}

/** JSON with sorted keys, because a tier may return the fields of a row in another order. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
