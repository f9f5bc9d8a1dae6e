/** The checkout on one page: contact, address, shipping, and what the order costs. Without anything to buy, a way back. */
import { html } from 'hono/html'
import type { CartBody } from '../../../contract/answers/cart.ts'
import type { QuoteBody } from '../../../contract/answers/orders.ts'
import { bookFor } from '../address-book.ts'
import { bodyOf } from '../api.ts'
import { BILLING, type CheckoutForm, type Faults, faultsAt, placeOf, seenOf } from '../checkout-form.ts'
import type { Page } from '../page.ts'
import { addressChoice, saveChoice } from '../parts/address-choice.ts'
import { addressPart } from '../parts/address-fields.ts'
import { checkoutSummary } from '../parts/checkout-summary.ts'
import { type FormState, field } from '../parts/field.ts'
import { furtherFields } from '../parts/further-fields.ts'
import { methodsOf, paymentChoice } from '../parts/payment-choice.ts'
import { problemPart } from '../parts/problem.ts'
import { shippingOptions } from '../parts/shipping-options.ts'
import { totalChanges } from '../parts/total-changes.ts'
import { payOrigins } from '../pay-origins.ts'
import { type Refusal, refusalIn } from '../refusal.ts'
import { ACCOUNT_TEXTS } from '../texts/account.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import { wordsOf } from '../texts/refusals.ts'
import type { Html, View } from '../view.ts'

/** The result of a posted form. */
export interface Outcome {
  readonly faults?: Faults
  readonly refusal?: Refusal
  /** The choice whose amounts the shopper has asked for; it keeps the focus. */
  readonly updated?: 'country' | 'saved' | 'shipping' | `${typeof BILLING}country`
}

const PRIVATE = { 'Cache-Control': 'private, no-store' }

export async function checkoutView(page: Page, form: CheckoutForm, outcome: Outcome = {}): Promise<View> {
  const texts = page.texts(CHECKOUT_TEXTS)
  const cart = await page.cart()
  const { refusal, updated } = outcome
  if (!cart || cart.totals.selectedCount === 0) return nothingView(page, cart)
  const quote = await quoteFor(page, form)
  const errors = errorsOf(page, form, outcome)
  const isChanged = refusal !== undefined && refusalIn(refusal, 'price_changed', 'coupon_not_applicable') !== null
  const problem = problemOf(page, form, quote, errors, outcome, isChanged)
  const state: FormState = { value: form.value, errors, isSummarized: problem !== '' }
  const left = refusal?.problem.code === 'insufficient_stock' ? (refusal.problem.errors ?? []) : []
  return {
    name: 'checkout',
    // The form may be shown after a sign-in, under the path of that form.
    pathIn: ({ language }) => `/${language}/checkout`,
    formTargets: payOrigins(page),
    title: problem
      ? `${errors.size > 0 ? texts.problem : isChanged ? texts.changed : texts.refused} · ${texts.title}`
      : texts.title,
    status: statusOf(outcome, errors),
    headers: { ...PRIVATE, ...(refusal?.retryAfter != null && { 'Retry-After': refusal.retryAfter }) },
    content: html`<form class="wide checkout" method="post" action="${page.path('/checkout')}" novalidate>
<button class="unseen" name="act" value="order" tabindex="-1" aria-hidden="true"></button><input type="hidden" name="key" value="${form.key}">${quote ? html`<input type="hidden" name="seen" value="${JSON.stringify(seenOf(quote))}">` : ''}
<div><h1>${texts.title}</h1>${problem}
${contact(page, state)}
<section><h2>${texts.address}</h2><div class="address">${addressChoice(page, await bookFor(page), state, updated === 'saved')}${addressPart(page, form.delivery, state, { kind: 'shipping', isFocused: updated === 'country' })}${saveChoice(page, form)}</div></section>
${quote ? shippingOptions(page, form.delivery.country, quote, updated === 'shipping') : ''}
${furtherFields(page, form, state, updated === `${BILLING}country`)}
${quote?.totals.total.amount ? paymentChoice(page, methodsOf(page), form.value('provider')) : ''}</div>
<section class="summary" aria-labelledby="summary">${
      quote
        ? checkoutSummary(page, quote, {
            isChanged,
            left: new Map(left.map(({ path, available = 0 }) => [path, available])),
          })
        : unpriced(page)
    }</section></form>`,
  }
}

/** Null while the amounts cannot be read. Without the option that is not offered to this place. */
async function quoteFor(page: Page, form: CheckoutForm): Promise<QuoteBody | null> {
  const place = placeOf(form)
  const wanted = form.value('shippingOption')
  const ask = (shippingOption: string) =>
    bodyOf(page.api.v1.checkout.quote.$post({ json: { ...place, ...(shippingOption && { shippingOption }) } }))
  try {
    return await ask(wanted).catch((error: unknown) => {
      if (wanted === '' || !refusalIn(error, 'invalid_request')) throw error
      return ask('')
    })
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal && (refusal.problem.status >= 500 || refusal.problem.status === 429)) return null
    throw error
  }
}

function errorsOf(page: Page, form: CheckoutForm, { faults, refusal }: Outcome): ReadonlyMap<string, string> {
  const texts = page.texts(CHECKOUT_TEXTS)
  if (refusal?.problem.code === 'not_shipped_there') return new Map([['country', wordsOf(refusal, page.language)]])
  const isInvalid = refusal?.problem.code === 'invalid_request'
  const named = isInvalid ? (refusal.problem.errors ?? []).map(({ path }) => fieldOf(path)) : []
  const found = faults ?? faultsAt(form, named)
  const reasons = ([name, fault]: readonly [string, 'missing' | 'wrong']) =>
    texts[fault][name] ?? texts[fault][name.replace(BILLING, '')] ?? texts.bad
  return new Map([...found].map((each) => [each[0], reasons(each)]))
}

/** The field of the form behind a path of the API's body. */
function fieldOf(path: string): string {
  return path.replace(/^address\./, '').replace(/^billingAddress\./, BILLING)
}

function statusOf({ refusal }: Outcome, errors: ReadonlyMap<string, string>): NonNullable<View['status']> {
  // The cast: the API's statuses are HTTP's.
  if (refusal && refusal.problem.code !== 'invalid_request') return refusal.problem.status as 409
  return errors.size > 0 || refusal ? 422 : 200
}

function problemOf(
  page: Page,
  form: CheckoutForm,
  quote: QuoteBody | null,
  errors: ReadonlyMap<string, string>,
  { refusal }: Outcome,
  isChanged: boolean,
): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  if (errors.size > 0) return problemPart(texts.problem, texts.problemText(errors.size), errors)
  if (!refusal) return ''
  if (isChanged) {
    const changes = form.seen && quote ? totalChanges(page, form.seen, quote) : ''
    const because = refusal.problem.code === 'coupon_not_applicable' ? wordsOf(refusal, page.language) : ''
    return problemPart(texts.changed, html`<p>${because} ${texts.changedText}</p>${changes}`)
  }
  const words = wordsOf(refusal, page.language)
  switch (refusal.problem.code) {
    case 'insufficient_stock':
      return problemPart(
        texts.refused,
        html`<p>${words} ${texts.shortText} <a href="${page.path('/cart')}">${texts.toCart}</a></p>`,
      )
    case 'idempotency_key_reused':
    case 'too_many_open_orders':
      return problemPart(
        texts.refused,
        html`<p>${words} <a href="${page.path('/orders')}">${page.texts(ACCOUNT_TEXTS).orders}</a></p>`,
      )
    default:
      return problemPart(texts.refused, html`<p>${words}</p>`)
  }
}

function contact(page: Page, state: FormState): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const back = new URLSearchParams({ back: page.path('/checkout') })
  const entrance = html`<p class="soft">${texts.known} <a href="${page.path('/sign-in')}?${back}">${texts.signIn}</a></p>`
  return html`<section><h2>${texts.contact}</h2>${page.session.isAccount ? '' : entrance}
${field(state, { name: 'email', label: texts.email, autocomplete: 'email', type: 'email', maxLength: 254, isRequired: true, hint: texts.emailHint })}</section>`
}

function unpriced(page: Page): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  return html`<h2 id="summary">${texts.summary}</h2><p class="now">${texts.unpriced}</p>
<button class="button" name="act" value="country">${texts.again}</button>`
}

/** The selected lines may be in an order already, for example after Back. */
function nothingView(page: Page, cart: CartBody | null): View {
  const texts = page.texts(CHECKOUT_TEXTS)
  const [order] = cart?.inCheckout.slice(-1) ?? []
  const hasLines = cart !== null && cart.items.length > 0
  const to = (path: string, text: string, kind = 'quiet') =>
    html`<a class="${kind}" href="${page.path(path)}" data-whole>${text}</a>`
  const nothing = hasLines ? texts.nothing : page.texts(CART_TEXTS).empty
  const title = order ? texts.waiting : nothing
  const text = order ? texts.waitingText : hasLines ? texts.nothingText : texts.emptyText
  return {
    name: 'checkout',
    title,
    headers: PRIVATE,
    content: html`<section class="wide error"><h1>${title}</h1><p>${text}</p>
<p class="actions">${order ? to(`/orders/${order.orderId}`, texts.toOrder, 'button') : ''}${hasLines ? to('/cart', texts.toCart) : ''}${to('/products', page.texts(CART_TEXTS).browse)}</p></section>`,
  }
}
