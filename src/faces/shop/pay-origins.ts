/** The origins of payment pages: browsers apply a page's `form-action` to the redirect after its form as well. */
import { PAYMENT_ORIGINS } from '../../contract/payment.ts'
import type { Page } from './page.ts'

export function payOrigins({ c }: Page): readonly string[] {
  return c.get('ports').config.PAYMENT_PROVIDERS.flatMap((name) => PAYMENT_ORIGINS[name])
}
