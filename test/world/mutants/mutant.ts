import type { HistoryName } from '../histories.ts'

/**
 * A planted bug in the shipped source, which the simulated world must catch.
 * Invariant: the text to find occurs exactly once, so that a change of the source cannot disable the bug unnoticed.
 */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The kind of histories that must catch the bug; `carts` if no kind is named. */
  readonly people?: true
  readonly orders?: true
  readonly endings?: true
  readonly lives?: true
  readonly restores?: true
  readonly releases?: true
  readonly clients?: true
  /** Needs a seed, because one such history takes as long as twenty others. */
  readonly long?: true
  /** A part of the printed text of the promise that the bug breaks; without it any broken promise counts. */
  readonly promise?: string
  /** The history that last caught a rare bug: it runs first, and others run if it no longer catches the bug. */
  readonly seed?: number
}

/** The source with the bug. Throws unless the bug's place occurs exactly once. */
export function mutate({ name, file, find, replace }: Mutant, source: string): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`mutant "${name}": its place occurs ${places} times in ${file}`)
  return source.replace(find, () => replace)
}

const OTHERS = ['people', 'orders', 'endings', 'lives', 'restores', 'releases', 'clients', 'long'] as const

/** The kind of histories that must catch the bug. */
export function nameOfHistories(mutant: Mutant): HistoryName {
  return OTHERS.find((name) => mutant[name]) ?? 'carts'
}
