/** Tells histories over a planted bug until one breaks the promise that the bug is about. */
import { type Mutant, nameOfHistories } from './mutant.ts'
import { plant } from './planting.ts'

export interface Hunt {
  readonly caught: { readonly seed: number; readonly promise: string } | null
  /** How often the place of the bug was reached. */
  readonly reached: number
  readonly histories: number
  /** How many of them broke another promise. */
  readonly others: number
}

/** @param last the last seed to try; the mutant's own seed comes first */
export async function hunt(mutant: Mutant, last: number): Promise<Hunt> {
  const { histories, reach } = await plant(mutant)
  const tell = await histories[nameOfHistories(mutant)].load()
  let told = 0
  let others = 0
  for (let seed = mutant.seed ?? 1; seed <= last; seed = told === 1 && mutant.seed !== undefined ? 1 : seed + 1) {
    const { broken } = await tell(seed)
    told++
    if (!broken) continue
    if (mutant.promise === undefined || broken.includes(mutant.promise)) {
      return { caught: { seed, promise: broken }, reached: await reach.count(), histories: told, others }
    }
    others++
  }
  return { caught: null, reached: await reach.count(), histories: told, others }
}
