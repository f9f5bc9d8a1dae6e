/**
 * After a run: repeats writes with an unknown outcome under their keys, as a client would, and then compares the copies
 * until they agree or the time allowed is over.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { type Stock, type Violation, violationsOf } from './consistency.ts'
import { each, type Places, readCopies } from './copies.ts'
import type { Journal } from './journal.ts'

export interface Checked {
  readonly violations: readonly Violation[]
  readonly carts: number
  readonly writes: number
  readonly orders: number
  /** Writes that are still neither acknowledged nor refused: the copies may or may not have them. */
  readonly unknown: number
  /** Time from the end of the load until every copy agreed, or until the check gave up. */
  readonly seconds: number
}

const RESEND_TRIES = 5
const PAUSE_MS = 250
/**
 * Longer when only L2 differs: a cart that Redis did not take in time announces itself again after pauses of 10, 20, 40
 * and 80 seconds.
 */
const L2_PATIENCE = 3

export async function resendUnknown({ driver }: Places, journal: Journal): Promise<void> {
  for (let left = RESEND_TRIES; left > 0 && journal.unknown.length > 0; left--) {
    await each(journal.unknown, async (operation) => {
      journal.note(operation, await driver.ask(operation.call).catch(() => 'unanswered' as const))
    })
    if (journal.unknown.length > 0) await wait(PAUSE_MS)
  }
}

export async function check(places: Places, journal: Journal, stock: Stock, patienceMs: number): Promise<Checked> {
  const startedAt = performance.now()
  const skus = [...new Set([...journal.orders.values()].flatMap(({ units }) => Object.keys(units)))]
  for (;;) {
    const violations = violationsOf(journal, await readCopies(places, journal, skus), stock)
    const elapsedMs = performance.now() - startedAt
    const onlyL2 = violations.every(({ place }) => place === 'L2')
    if (violations.length === 0 || elapsedMs > (onlyL2 ? patienceMs * L2_PATIENCE : patienceMs)) {
      const writes = [...journal.carts.values()].reduce((sum, cart) => sum + cart.writes, 0)
      const counts = { carts: journal.carts.size, writes, orders: journal.orders.size }
      return { violations, ...counts, unknown: journal.unknown.length, seconds: elapsedMs / 1000 }
    }
    await wait(PAUSE_MS)
  }
}

/** Acknowledged cart writes that a place lacks, by its version: each write raises the version by one. */
export function lostWrites(violations: readonly Violation[], place: Violation['place']): number {
  const missing = violations.filter((found) => found.kind === 'lost' && found.place === place)
  return missing
    .filter(({ subject }) => subject.endsWith(' version'))
    .reduce((sum, { expected, found }) => sum + expected - found, 0)
}
