/** The ports of a reconciliation: the tiers to compare, and the objects. Only an object changes its own state. */
import type { Log } from '../../contract/log.ts'
import type { AggregateObject } from '../../contract/rpc/aggregate.ts'
import type { Kind } from '../../domain/copy.ts'
import type { L2 } from '../../tiers/l2.ts'
import type { RecordStore } from '../../tiers/record/record.ts'

export interface ReconciliationPorts {
  readonly record: Pick<RecordStore, 'listHeld' | 'heldOf' | 'getCopies' | 'putCopies'>
  /** Null when no Redis is configured. */
  readonly l2: Pick<L2, 'heldOf' | 'scanIds' | 'getCopy' | 'putCopies'> | null
  readonly objects: { aggregate(kind: Kind, id: string): Reconciled }
  readonly log: Log
  /** Aborts when the lock is lost and another run may have started. */
  readonly signal: AbortSignal
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

export type Reconciled = Pick<AggregateObject, 'stand' | 'resend' | 'drainSoon' | 'tend' | 'confirm' | 'whole'>
