/** The rules of Stripe for a new session that its document does not state. */
import type { Tree } from './form.ts'
import type { Session } from './shapes.ts'

interface Params {
  readonly metadata: Record<string, string>
  readonly payment_intent_data: { readonly metadata: Record<string, string> }
  readonly line_items: Record<
    string,
    { readonly price_data: { readonly currency: string; readonly unit_amount: string } }
  >
  readonly expires_at: string
  readonly success_url: string
}

const THREE_DECIMAL = ['bhd', 'jod', 'kwd', 'omr', 'tnd']
const TWO_ZEROS = ['isk', 'ugx']

/** @param now null for a clock that is not checked @returns the session, or what is wrong */
export function sessionIn(
  tree: { [name: string]: Tree },
  now: number | null,
): Omit<Session, 'id' | 'url' | 'status' | 'intent'> | string {
  // The cast: the parameters were checked against the document.
  const params = tree as unknown as Params
  const { metadata, payment_intent_data: data } = params
  const expiresAt = Number(params.expires_at)
  const seconds = now === null ? 3600 : expiresAt - now / 1000
  if (seconds < 30 * 60 || seconds > 24 * 3600) return 'expires_at is out of range'
  const [item] = Object.values(params.line_items)
  const currency = item?.price_data.currency ?? ''
  const amount = Number(item?.price_data.unit_amount)
  if (!/^[a-z]{3}$/.test(currency)) return 'the currency is not in lower case'
  if (THREE_DECIMAL.includes(currency) && amount % 10 !== 0) return 'the last digit is not 0'
  if (TWO_ZEROS.includes(currency) && amount % 100 !== 0) return 'the decimals are not 00'
  if (JSON.stringify(metadata) !== JSON.stringify(data.metadata)) return 'the intent lacks the ids'
  return { currency, amount, expiresAt, metadata, successUrl: params.success_url }
}
