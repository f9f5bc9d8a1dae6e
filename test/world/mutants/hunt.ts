/** Runs histories with a planted bug until one breaks the bug's promise, and then keeps every promise without the bug. */
import { HISTORIES, type HistoryName } from '../histories.ts'
import { type Mutant, nameOfHistories } from './mutant.ts'
import { plant } from './planting.ts'

/**
 * The last history of each kind before a hunt fails: slower kinds run fewer. Enough for the rarest bugs, which about one
 * history in two hundred catches.
 */
const LAST_SEED: { readonly [name in HistoryName]: number } = {
  carts: 600,
  endings: 200,
  people: 200,
  orders: 600,
  stripe: 600,
  lives: 300,
  restores: 300,
  releases: 400,
  clients: 300,
  // One history takes fifteen seconds, so only the one that the bug names runs.
  long: 0,
}

interface Broken {
  readonly seed: number
  readonly promise: string
}

export interface Hunt {
  readonly caught: Broken | null
  /** A history that breaks a promise without a planted bug: a fault of the shipped code, which ends the hunt. */
  readonly fault: Broken | null
  /** How often the bug's place was executed. */
  readonly reached: number
  readonly histories: number
  /** The number of histories that broke another promise. */
  readonly others: number
  readonly cpuSeconds: number
}

export async function hunt(mutant: Mutant): Promise<Hunt> {
  const started = process.cpuUsage()
  const { histories, reach } = await plant(mutant)
  const kind = nameOfHistories(mutant)
  const tell = await histories[kind].load()
  let told = 0
  let others = 0
  let caught: Broken | null = null
  for (const seed of seedsOf(mutant, LAST_SEED[kind])) {
    const { broken } = await tell(seed)
    told++
    if (broken === null) continue
    if (mutant.promise === undefined || broken.includes(mutant.promise)) {
      caught = { seed, promise: broken }
      break
    }
    others++
  }
  const reached = await reach.count()
  const without = caught && (await (await HISTORIES[kind].load())(caught.seed)).broken
  const fault = caught && without !== null ? { seed: caught.seed, promise: without } : null
  const { user, system } = process.cpuUsage(started)
  return { caught: fault ? null : caught, fault, reached, histories: told, others, cpuSeconds: (user + system) / 1e6 }
}

/** The bug's own history runs first. */
function* seedsOf({ seed: own }: Mutant, last: number): Generator<number> {
  if (own !== undefined) yield own
  for (let seed = 1; seed <= last; seed++) if (seed !== own) yield seed
}
