import type { HistoryName } from '../histories.ts'

/**
 * A planted bug in the shipped source, one that the simulated world must catch. What is looked for must occur exactly
 * once, so that a mutant cannot rot unnoticed.
 */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Which histories are to catch it; those of carts when it is not said. */
  readonly people?: true
  readonly orders?: true
  readonly endings?: true
  readonly lives?: true
  readonly restores?: true
  readonly releases?: true
  /** Only together with a seed: one such history takes as long as twenty others. */
  readonly long?: true
  /** Part of what must be said of the promise that it breaks; without it any broken promise counts. */
  readonly promise?: string
  /** The history that caught a rare one last: it is told first, and the others when it does not catch it any more. */
  readonly seed?: number
}

/** The source with the bug in it. Throws when the bug's place is not there exactly once. */
export function mutate({ name, file, find, replace }: Mutant, source: string): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`mutant "${name}": its place occurs ${places} times in ${file}`)
  return source.replace(find, () => replace)
}

const OTHERS = ['people', 'orders', 'endings', 'lives', 'restores', 'releases', 'long'] as const

/** Which histories are to catch it. */
export function nameOfHistories(mutant: Mutant): HistoryName {
  return OTHERS.find((name) => mutant[name]) ?? 'carts'
}
