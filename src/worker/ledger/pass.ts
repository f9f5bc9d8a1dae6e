/**
 * The state of a ledger check pass, stored in the record between two portions.
 * Invariant: it has a bounded number of names and differences, regardless of the amount to check.
 */
import * as z from 'zod/mini'
import { findingSchema } from '../checks/pass.ts'

const count = z.int().check(z.nonnegative())
const names = z.array(z.string())

const passSchema = z.object({
  startedAt: count,
  findings: z.array(findingSchema),
  stage: z.enum(['documents', 'stock', 'orders', 'ended']),
  /** The last SKU or order id that this stage has read; null when it has read all. */
  after: z.nullable(z.string()),
  /** Whether the suspects are examined before more is read. */
  looking: z.boolean(),
  /** Suspects that wait for a second look. */
  skus: names,
  orders: names,
  /** SKUs that differ in this round and whose copies may only be late. */
  late: names,
  round: count,
  counts: z.object({ orders: count, skus: count, payments: count, inFlight: count, unanswered: count }),
  complete: z.boolean(),
  /** When the first document was issued, if the shop issues any, and the last position whose number was compared. */
  documentsSince: z.nullable(count),
  documentsAfter: count,
  /** Number of older orders whose payments were checked in this pass, and where this pass and the next one start. */
  olderAsked: count,
  olderAfter: z.string(),
  olderNext: z.string(),
})

export type Pass = z.infer<typeof passSchema>

/** @param before the previous pass, if any; it says which older payments come next */
export function newPass(startedAt: number, before: Pass | null): Pass {
  return {
    ...{
      startedAt,
      stage: 'documents',
      after: '',
      skus: [],
      orders: [],
      late: [],
      round: 0,
      complete: true,
      looking: false,
    },
    ...{ documentsSince: null, documentsAfter: before?.documentsAfter ?? 0 },
    counts: { orders: 0, skus: 0, payments: 0, inFlight: 0, unanswered: 0 },
    ...{ olderAsked: 0, olderAfter: before?.olderNext ?? '', olderNext: '', findings: [] },
  }
}

/** Null for a pass that another release stored in another shape. */
export function readPass(stored: unknown): Pass | null {
  return passSchema.safeParse(stored).data ?? null
}
