/** What may be asked of the object that holds one e-mail address, named by the HMAC of the address. */
import type { AggregateObject } from './aggregate-object.ts'

/** A claim, as accounts call it. A throw means that nothing is known; every call may be repeated. */
export interface ClaimTarget {
  /** False when another account has the address, or the ticket was given up. */
  reserve(userId: string, ticket: string): Promise<boolean>
  /** Gives this reservation up, now and should it come later. */
  release(ticket: string): Promise<void>
}

export interface ClaimObject extends AggregateObject, ClaimTarget {
  /** Whose the address is, or null. */
  owner(): Promise<string | null>
}
