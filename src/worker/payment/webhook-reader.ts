/** How a provider's webhook is read. */
import type { PaymentEvent } from '../../contract/payment.ts'

/**
 * Verifies and reads one provider's webhooks.
 * @example
 * import { signWebhook, verifyWebhook } from '../../contract/standard-webhooks.ts'
 * const secret = `whsec_${btoa('thirty-two bytes of a secret key')}`
 * const reader: WebhookReader = {
 *   verify: async (header, body, now) =>
 *     (await verifyWebhook(secret, header, body, now)) ? { id: header('webhook-id'), ...JSON.parse(body) } : null,
 * }
 * const headers = await signWebhook(secret, 'evt_1', 60, '{"type":"payment.failed"}')
 * await reader.verify((name) => headers[name], '{"type":"payment.failed"}', 60_000) // => { id: 'evt_1', type: 'payment.failed' }
 * await reader.verify((name) => headers[name], '{"type":"payment.succeeded"}', 60_000) // => null
 */
export interface WebhookReader {
  /**
   * @param header the request's header of that name
   * @param body exactly as it came
   * @param now milliseconds since 1970
   * @returns null when it was not signed by the provider, or not within the last minutes; `ignored` for an event that no
   * order needs
   * Throws the problem to answer when it was signed and cannot be read.
   */
  verify(
    header: (name: string) => string | undefined,
    body: string,
    now: number,
  ): Promise<PaymentEvent | 'ignored' | null>
}
