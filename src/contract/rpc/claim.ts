/** The interface of the object that holds one e-mail address. The HMAC of the address is its name. */
import type { AggregateObject } from './aggregate.ts'

/** A claim, as accounts call it. A throw means that the outcome is unknown; every call may be repeated. */
export interface ClaimTarget {
  /** False if another account has the address, or the ticket was released. */
  reserve(userId: string, ticket: string): Promise<boolean>
  /** Releases this reservation, and refuses it if it arrives later. */
  release(ticket: string): Promise<void>
}

export interface ClaimObject extends AggregateObject, ClaimTarget {
  /** The id of the user who has the address, or null. */
  owner(): Promise<string | null>
}
