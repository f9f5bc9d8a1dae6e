/** The ports of the write-behind queue's consumer. */
import type { Log } from '../../contract/log.ts'
import type { Copy, Held, Kind } from '../../domain/copy.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import type { Position } from '../../domain/position.ts'
import type { CopyCache } from '../../tiers/l2.ts'
import type { CopyRecord, DeadLetterRecord } from '../../tiers/record/record.ts'

export interface QueuedMessage {
  readonly id: string
  readonly body: unknown
  ack(): void
  retry(): void
}

/** Calls to the objects that sent the messages. */
export interface Senders {
  confirm(kind: Kind, id: string, held: Held, isInL2: boolean): Promise<void>
  snapshot(kind: Kind, id: string): Promise<Copy | null>
  slowDown(kind: Kind, id: string, position: Position): Promise<void>
}

export interface ConsumerPorts {
  now(): number
  readonly l2: CopyCache | null
  /** Notes in the record that these writes reach no L2. Throws TierError. */
  noteMissed(): Promise<void>
  readonly record: CopyRecord & Pick<DeadLetterRecord, 'addDeadLetter'>
  readonly senders: Senders
  /** Runs the work for each item, a bounded number in parallel. */
  each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void>
  /** Called with the products whose units have changed in the record. */
  stockWritten(skus: readonly string[]): Promise<void>
  readonly log: Log
  readonly metrics: Metrics
}
