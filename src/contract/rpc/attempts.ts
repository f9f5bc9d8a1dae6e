/**
 * The Worker calls the objects that count sign-ins and registrations through this interface. Addresses and accounts
 * come as hex tags (HMACs made by the Worker): no network address and no e-mail address reaches the objects.
 * A new Worker can meet an old object for some seconds of a deploy: methods and shapes change compatibly.
 */
import type { Admission, UnknownAnswer } from '../../domain/attempts.ts'
import type { OrderAdmission } from '../../domain/open-orders.ts'

export interface AttemptsObject {
  /**
   * Counts a sign-in from this address before it is judged, so that parallel ones cannot pass together. `room`
   * multiplies the limit (default 1).
   */
  tryLogin(address: string, account: string, room?: number): Promise<Admission>
  /** Subtracts one count after a successful sign-in. */
  forgive(address: string): Promise<void>
  /** Counts a registration from this address. `room` multiplies the limit (default 1). */
  tryRegistration(address: string, room?: number): Promise<Admission>
  /** For an unregistered e-mail address: whole seconds for which it is locked, or null. It locks like an account. */
  locked(account: string): Promise<number | null>
  /** Counts a failed sign-in for an unregistered e-mail address, and answers like an account. */
  fail(account: string, address: string): Promise<UnknownAnswer>
  /**
   * Frees the places of `ended`, then takes one of `most` places for an order from this address. Idempotent.
   */
  openOrder(address: string, orderId: string, ended: readonly string[], most: number): Promise<OrderAdmission>
  /** Frees the place of an order that was not created. Idempotent. */
  orderEnded(address: string, orderId: string): Promise<void>
}
