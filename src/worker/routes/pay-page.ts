/**
 * The hosted page of the simulated provider. It acts as an outside party: it reads only its own payment, never the
 * order.
 */
import { type Context, Hono } from 'hono'
import {
  FORM,
  payBody,
  payForm,
  paymentIdSchema,
  paymentRoutes as routes,
  SIMULATED_PAGE,
} from '../../contract/http/payment.ts'
import { Problem } from '../../contract/problem.ts'
import { returnedTo } from '../../contract/return-url.ts'
import type { SimulatedPaymentObject, SimulatedView } from '../../contract/rpc/simulated-payment.ts'
import type { AppEnv } from '../context.ts'
import { weighed } from '../http/locales.ts'
import { textsFor } from '../http/static-file.ts'
import { bodyAs, queryOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'
import { nothingToPayContent, payContent } from '../pages/pay.ts'
import { type Framed, frameOf } from '../pages/pay-frame.ts'
import { plainFrame } from '../pages/plain-frame.ts'

export const payPageRoutes = new Hono<AppEnv>()
  .get(routes.page.path, queryOf(routes.page.query), async (c) => {
    const view = await callPayment(c, (payment) => payment.view())
    return view ? showPayment(c, view, 200) : noPayment(c)
  })
  .post(routes.settle.path, queryOf(routes.settle.query), async (c) => {
    const outcome = await readOutcome(c)
    const reply = await callPayment(c, (payment) => payment.settle(outcome))
    if (!reply || reply.status === 'unknown') return noPayment(c)
    const { status, payment } = reply
    if (status === 'captured') {
      if (asksFor(c) === 'text/html') return showPayment(c, payment, 409)
      throw new Problem('illegal_transition', 'The payment was approved and can no longer be declined.')
    }
    return asksFor(c) === 'application/json' ? c.json(answerOf(payment), 200) : c.redirect(backFrom(c, payment), 303)
  })

/** Null when this provider is not configured, or the id is not a payment id. */
async function callPayment<Value>(
  c: Context<AppEnv>,
  call: (payment: SimulatedPaymentObject) => Promise<Value>,
): Promise<Value | null> {
  const { config, objects } = c.get('ports')
  const paymentId = paymentIdSchema.safeParse(c.req.param('paymentId'))
  if (!config.PAYMENT_PROVIDERS.includes('simulated') || !paymentId.success) return null
  return callObject(true, () => call(objects.simulatedPayment(paymentId.data)))
}

/** Reads a form, which the page itself sends, or JSON. */
async function readOutcome(c: Context<AppEnv>) {
  // The guard has stored the text here and has checked that it is a form or JSON.
  const text = await c.req.bodyCache.text
  const isForm = (c.req.header('content-type') ?? '').trim().toLowerCase().startsWith(FORM)
  if (!isForm) return bodyAs(payBody, text === undefined ? {} : JSON.parse(text))
  const { reorder, ...fields } = bodyAs(payForm, Object.fromEntries(new URLSearchParams(text)))
  return payBody.parse({ ...fields, reorder: reorder === 'true' })
}

function answerOf({ paymentId, status }: SimulatedView) {
  return { paymentId, status: status === 'captured' ? status : 'declined' } as const
}

/** The return address of the shop; without one, this page itself, which shows the outcome of the payment. */
function backFrom(c: Context<AppEnv>, view: SimulatedView): string {
  return shopOf(view) ?? `${SIMULATED_PAGE}/${view.paymentId}${new URL(c.req.url).search}`
}

function shopOf({ returnUrl, paymentId, status }: SimulatedView): string | null {
  return returnUrl === null ? null : returnedTo(returnUrl, paymentId, status)
}

async function showPayment(c: Context<AppEnv>, view: SimulatedView, status: 200 | 409): Promise<Response> {
  const back = shopOf(view)
  const [{ locale, show }, { pay }] = await Promise.all([framed(c), textsFor(c)])
  const words = pay.words[locale]
  return show({
    title: words.title,
    content: payContent(view, back, locale, words),
    status,
    formTargets: back === null ? [] : [new URL(back).origin],
  })
}

async function noPayment(c: Context<AppEnv>): Promise<Response> {
  if (asksFor(c) !== 'text/html') throw new Problem('not_found', 'The payment does not exist.')
  const [{ locale, show }, { pay }] = await Promise.all([framed(c), textsFor(c)])
  const words = pay.words[locale]
  return show({ title: words.nothing, content: nothingToPayContent(words), status: 404, formTargets: [] })
}

function framed(c: Context<AppEnv>): Framed | Promise<Framed> {
  return (frameOf(c.req.raw) ?? plainFrame)(c)
}

/** The first of the two types that the client names, or null; `*` names neither. */
function asksFor(c: Context<AppEnv>): 'application/json' | 'text/html' | null {
  for (const type of weighed(c.req.header('accept'))) {
    if (type === 'application/json' || type === 'text/html') return type
  }
  return null
}
