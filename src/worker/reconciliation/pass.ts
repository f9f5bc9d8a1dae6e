/**
 * The state of a reconciliation pass, stored in the record between two portions.
 * Invariant: it has a bounded number of names and findings, regardless of how many aggregates there are.
 */
import * as z from 'zod/mini'
import { KINDS } from '../../domain/copy.ts'
import { fnv1a } from '../../domain/hash.ts'
import { findingSchema } from '../checks/pass.ts'

const count = z.int().check(z.nonnegative())

/** In how many passes every object is asked once. */
export const TURNS = 30

const passSchema = z.object({
  startedAt: count,
  findings: z.array(findingSchema),
  /** Walks over the record by kind, then over L2; `verify` looks whether the repairs succeeded. */
  stage: z.enum([...KINDS, 'l2', 'verify', 'ended']),
  /** The last id that this stage has read, or the cursor of Redis. */
  after: z.string(),
  /** Names of aggregates whose objects are asked next. */
  suspects: z.array(z.string()),
  /** Carts whose copy in the record is written to L2 next; the number of a finding is -1 when it was not kept. */
  puts: z.array(z.object({ id: z.string(), finding: z.int(), position: z.string() })),
  /** Repairs that are not yet seen in the tiers: the finding, and the position that the record must reach or exceed. */
  pending: z.array(z.object({ name: z.string(), finding: count, position: z.string(), beyond: z.boolean() })),
  round: count,
  turn: count,
  checked: z.record(z.string(), count),
  counts: z.record(z.string(), count),
  /** Counts of repairs, by kind of aggregate and action. */
  repairs: z.record(z.string(), count),
})

export type Pass = z.infer<typeof passSchema>

/** @param before the previous pass, if any; it says whose turn it is */
export function newPass(startedAt: number, before: Pass | null): Pass {
  return {
    ...{ startedAt, findings: [], stage: 'cart', after: '', suspects: [], puts: [], pending: [] },
    ...{ round: 0, turn: before ? (before.turn + 1) % TURNS : 0, checked: {}, counts: {}, repairs: {} },
  }
}

/** Null for a pass that another release stored in another shape. */
export function readPass(stored: unknown): Pass | null {
  return passSchema.safeParse(stored).data ?? null
}

/** Distributes ids evenly over the turns, so that each pass asks another share of the objects. */
export function isInTurn(id: string, turn: number): boolean {
  return fnv1a(id) % TURNS === turn
}
