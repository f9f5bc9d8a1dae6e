/** The write-behind path and operators call every aggregate's object through this interface. */
import type { Copy, Held, OwnStand } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'

export interface AggregateObject {
  confirm(held: Held, isInL2?: boolean): Promise<void>
  snapshot(): Promise<Copy | null>
  /** Like `snapshot`, but first hydrates evicted rows from the tiers. Throws if the rows cannot be read. */
  whole(): Promise<Copy | null>
  /** Where the object stands; null when nothing was ever written. Does not fetch evicted rows. */
  stand(): Promise<OwnStand | null>
  slowDown(position: Position): Promise<void>
  drainSoon(): Promise<void>
  /** Clears the confirmed position and sends the state again; `empty` if there is none. Throws like `whole`. */
  resend(): Promise<'sending' | 'empty'>
  /** Restores the due times of all open duties, and the alarm. */
  tend(): Promise<void>
  /** False if there is no copy to adopt, or the object has rows of its own. */
  adopt(): Promise<boolean>
  erase(): Promise<void>
}
