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
  /** Part of what must be said of the promise that it breaks; without it any broken promise counts. */
  readonly promise?: string
}

/** The source with the bug in it. Throws when the bug's place is not there exactly once. */
export function mutate({ name, file, find, replace }: Mutant, source: string): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`mutant "${name}": its place occurs ${places} times in ${file}`)
  return source.replace(find, () => replace)
}

/** The option of the command line that names the histories which are to catch it. */
export function optionOf({ people, orders, endings, lives }: Mutant): string[] {
  if (people) return ['--people']
  if (orders) return ['--orders']
  if (lives) return ['--lives']
  return endings ? ['--endings'] : []
}
