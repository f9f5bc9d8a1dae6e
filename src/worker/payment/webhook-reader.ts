/** How a provider's webhook is read. */
import type { PaymentEvent } from '../../contract/payment.ts'

export interface WebhookReader {
  /**
   * @param header the request's header of that name
   * @param body exactly as it came
   * @param now milliseconds since 1970
   * @returns null when it was not signed by the provider, or not within the last minutes
   * Throws the problem to answer when it was signed and cannot be read.
   */
  verify(header: (name: string) => string | undefined, body: string, now: number): Promise<PaymentEvent | null>
}
