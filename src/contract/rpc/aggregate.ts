/** The write-behind path and operators call every aggregate's object through this interface. */
import type { Copy, Held } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'

export interface AggregateObject {
  confirm(held: Held, isInL2?: boolean): Promise<void>
  snapshot(): Promise<Copy | null>
  /** The same, fetched from the tiers first where the rows are asleep. Throws when it cannot be had. */
  whole(): Promise<Copy | null>
  slowDown(position: Position): Promise<void>
  drainSoon(): Promise<void>
  /** Forgets what was confirmed and sends its state again; `empty` when it holds none. Throws when it cannot be had. */
  resend(): Promise<'sending' | 'empty'>
  /** Sees to it that what it owes is due and its alarm stands. */
  tend(): Promise<void>
  /** False when there is nothing to adopt, or no need to. */
  adopt(): Promise<boolean>
  erase(): Promise<void>
}
