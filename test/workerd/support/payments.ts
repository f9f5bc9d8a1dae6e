/** Payments at the simulated provider with their webhooks, and a stub for the order that receives them. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { vi } from 'vitest'
import type { PaymentEvent } from '../../../src/contract/payment.ts'
import type { SimulatedOutcome, SimulatedPaymentObject } from '../../../src/contract/rpc/simulated-payment.ts'
import { signWebhook } from '../../../src/contract/standard-webhooks.ts'
import { newId } from '../../../src/domain/id.ts'
import { OrderDurableObject } from '../../../src/objects/order/order-object.ts'
import { paymentProvidersOf } from '../../../src/objects/payment/providers.ts'
import { TEST_PAYMENT_SECRET } from '../../support/secrets.ts'
import { type Reply, stranger } from './client.ts'
import { bindings } from './shop.ts'
import { later } from './time.ts'

export const HOOK = '/v1/webhooks/payments/simulated'

export const provider = () => {
  const { simulated } = paymentProvidersOf(bindings)
  if (!simulated?.statement) throw new Error('the tests name the simulated provider')
  return { ...simulated, statement: simulated.statement }
}

export function newPayment(fields: object = {}) {
  const now = Date.now()
  return {
    paymentId: newId('pay', now),
    orderId: newId('ord', now),
    number: '261124-7K3M-9QXW',
    amount: 599_900,
    currency: 'CNY',
    returnUrl: null,
    ...fields,
  }
}

/** A payment that waits for the shopper. */
export async function opened(fields: object = {}) {
  const payment = newPayment(fields)
  const { redirectUrl } = await provider().open(payment)
  return { ...payment, redirectUrl }
}

interface Named {
  readonly paymentId: string
}

export function objectOf({ paymentId }: Named) {
  return bindings.PAYMENTS.getByName(paymentId)
}

export function settle(payment: Named, outcome: Partial<SimulatedOutcome> = {}) {
  const object = objectOf(payment) as unknown as SimulatedPaymentObject
  return object.settle({ outcome: 'approve', delaySeconds: 0, deliveries: 1, reorder: false, ...outcome })
}

/** The webhooks that the payment still has to send, the next first. */
export function owed(payment: Named): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(objectOf(payment), (_, { storage }) =>
    storage.sql.exec('SELECT * FROM deliveries ORDER BY due_at, seq').toArray(),
  )
}

/** Runs the payment's alarm as of `ms` from now. */
export function ring(payment: Named, ms = 0): Promise<boolean> {
  return later(ms, () => runDurableObjectAlarm(objectOf(payment)))
}

/** Stubs every order and records its events. Payments of other tests may still be sending. */
export function hearing(answer: () => Promise<'taken' | 'unknown'> = async () => 'taken') {
  const heard: PaymentEvent[] = []
  vi.spyOn(OrderDurableObject.prototype, 'paymentEvent').mockImplementation(async (event) => {
    heard.push(event)
    return answer()
  })
  return ({ orderId }: { readonly orderId: string }) => heard.filter((event) => event.orderId === orderId)
}

export const seconds = (ms = Date.now()) => Math.floor(ms / 1000)

/** Sends a webhook as the provider does, with deviations if asked. */
export async function tell(
  body: unknown,
  {
    id = newId('evt', Date.now()),
    at = seconds(),
    secret = TEST_PAYMENT_SECRET as string,
    path = HOOK,
    headers = {},
    client = stranger,
  } = {},
): Promise<Reply> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body)
  const signed = await signWebhook(secret, id, at, raw)
  return client.call('POST', path, raw, { ...signed, ...headers })
}

export function succeeded({ orderId, paymentId, amount }: ReturnType<typeof newPayment>) {
  const timestamp = new Date().toISOString()
  return { type: 'payment.succeeded', timestamp, data: { orderId, paymentId, amount } }
}
