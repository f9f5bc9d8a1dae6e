/**
 * The Worker calls the objects that count sign-ins and registrations through this interface. Addresses and accounts
 * come as hex tags (HMACs made by the Worker): no network address and no e-mail address reaches the objects.
 * A new Worker can meet an old object for some seconds of a deploy: methods and shapes change compatibly.
 */
import type { Admission, UnknownAnswer } from '../../domain/attempts.ts'
import type { OrderAdmission } from '../../domain/open-orders.ts'

export interface AttemptsObject {
  /**
   * Counts a sign-in from this address before it is judged, so that parallel ones cannot pass together; `room` multiplies
   * what it is allowed, 1 when it is left out.
   */
  tryLogin(address: string, account: string, room?: number): Promise<Admission>
  /** The sign-in was right: its count is taken back, that one alone. */
  forgive(address: string): Promise<void>
  /** Counts a registration from this address; `room` multiplies what it is allowed, 1 when it is left out. */
  tryRegistration(address: string, room?: number): Promise<Admission>
  /** For an e-mail address that nobody has: whole seconds for which it is locked, or null. Locks as accounts do. */
  locked(account: string): Promise<number | null>
  /** Counts a failed sign-in for an e-mail address that nobody has; answers like an account would. */
  fail(account: string, address: string): Promise<UnknownAnswer>
  /**
   * Takes one of `most` places for an order from this address, after those of `ended` were given up. Harmless to repeat.
   */
  openOrder(address: string, orderId: string, ended: readonly string[], most: number): Promise<OrderAdmission>
  /** The order was never made: its place is free. Harmless to repeat. */
  orderEnded(address: string, orderId: string): Promise<void>
}
