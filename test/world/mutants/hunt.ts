/** Tells histories over a planted bug until one breaks the promise that the bug is about, and keeps it without the bug. */
import { HISTORIES } from '../histories.ts'
import { type Mutant, nameOfHistories } from './mutant.ts'
import { plant } from './planting.ts'

interface Broken {
  readonly seed: number
  readonly promise: string
}

export interface Hunt {
  readonly caught: Broken | null
  /** A history that breaks a promise without any bug planted: a fault of the shipped code, which ends the hunt. */
  readonly fault: Broken | null
  /** How often the place of the bug was reached. */
  readonly reached: number
  readonly histories: number
  /** How many of them broke another promise. */
  readonly others: number
}

/** @param last the last seed to try; the mutant's own seed comes first */
export async function hunt(mutant: Mutant, last: number): Promise<Hunt> {
  const { histories, reach } = await plant(mutant)
  const kind = nameOfHistories(mutant)
  const tell = await histories[kind].load()
  let told = 0
  let others = 0
  for (let seed = mutant.seed ?? 1; seed <= last; seed = told === 1 && mutant.seed !== undefined ? 1 : seed + 1) {
    const { broken } = await tell(seed)
    told++
    if (!broken) continue
    if (mutant.promise === undefined || broken.includes(mutant.promise)) {
      const reached = await reach.count()
      const { broken: without } = await (await HISTORIES[kind].load())(seed)
      const fault = without === null ? null : { seed, promise: without }
      return { caught: fault ? null : { seed, promise: broken }, fault, reached, histories: told, others }
    }
    others++
  }
  return { caught: null, fault: null, reached: await reach.count(), histories: told, others }
}
