/** The objects of Stripe's API as the stand-in keeps and answers them. */

/** `lost`: applied, but the answer is lost. `unreached`: neither. The numbers: refused with this status. */
export type Fault = 'none' | 'lost' | 'unreached' | 409 | 429 | 500

export interface Call {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}

export interface Session {
  readonly id: string
  readonly url: string
  readonly currency: string
  readonly amount: number
  readonly expiresAt: number
  readonly metadata: Readonly<Record<string, string>>
  readonly successUrl: string
  status: 'open' | 'complete' | 'expired'
  intent: string | null
}

export interface Intent {
  readonly id: string
  readonly currency: string
  readonly metadata: Readonly<Record<string, string>>
  received: number
}

export interface Refund {
  readonly id: string
  readonly intent: string
  readonly amount: number
  readonly metadata: Readonly<Record<string, string>>
  status: 'pending' | 'succeeded' | 'failed'
}

export interface StripeEvent {
  readonly id: string
  readonly type: string
  readonly data: { readonly object: object }
}

export function refundBody({ id, intent, amount, metadata, status }: Refund) {
  return { id, object: 'refund', payment_intent: intent, amount, metadata, status }
}

export function ok(body: object): Answer {
  return { status: 200, body }
}

export function refusal(status: number, type: string, message: string): Answer {
  return { status, body: { error: { type, message } } }
}
