/**
 * The checkout's page and its form. The order is made once per form, because the form carries its idempotency key; a
 * refused form is shown again with its values, and a placed order leads to its payment.
 */
import { Hono } from 'hono'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import { bookFor, saveAddress, valuesFrom } from '../address-book.ts'
import { addressIn } from '../address-entry.ts'
import { bodyOf } from '../api.ts'
import { BILLING, type CheckoutForm, checkoutForm, faultsIn, furtherIn } from '../checkout-form.ts'
import { keptIn } from '../kept-form.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { checkoutView } from '../pages/checkout.ts'
import { signInView } from '../pages/sign-in.ts'
import { ENDED, Refusal, refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
import type { View } from '../view.ts'

export const checkoutRoutes = new Hono<PageEnv>()
  .get(
    `${IN_LANGUAGE}/checkout`,
    shown(async (page) => checkoutView(page, await checkoutForm(page, await knownValues(page)))),
  )
  .post(
    `${IN_LANGUAGE}/checkout`,
    shown(async (page) => {
      const posted = page.c.get('form')
      if (posted.has('key') && (await page.cart()) === null) return signInAgain(page)
      const form = await checkoutForm(page, Object.fromEntries(posted))
      const act = posted.get('act')
      if (act === 'order') return place(page, form)
      if (act === 'saved') {
        const chosen = (await bookFor(page)).find(({ id }) => id === form.value('saved'))
        const values = { ...Object.fromEntries(posted), ...valuesFrom(chosen, form.delivery) }
        return checkoutView(page, await checkoutForm(page, values), { updated: act })
      }
      return checkoutView(page, form, { updated: act === 'shipping' || act === `${BILLING}country` ? act : 'country' })
    }),
  )

/** An account's e-mail, and the first address of its address book; otherwise the address of its last order. */
async function knownValues(page: Page): Promise<Readonly<Record<string, string | undefined>>> {
  if (!page.session.isAccount) return {}
  const { v1 } = page.api
  // Without them the shopper fills the form in.
  const [user, orders, [first]] = await Promise.all([
    bodyOf(v1.me.$get()).catch(() => null),
    bodyOf(v1.orders.$get({ query: { limit: '1' } })).catch(() => null),
    bookFor(page),
  ])
  if (first) return { ...first.address, saved: first.id, email: user?.email ?? '' }
  return { ...orders?.items[0]?.address, email: user?.email ?? '' }
}

async function place(page: Page, form: CheckoutForm): Promise<View | Response> {
  // A stranger has no cart. The call below would create a guest.
  if (!page.session.exists || (await page.session.token()) === null) return checkoutView(page, form)
  const faults = faultsIn(form)
  if (faults.size > 0) return checkoutView(page, form, { faults })
  try {
    const { id, status } = await ordered(page, form)
    if (page.session.isAccount && form.value('save')) await saveAddress(page, form.delivery)
    return page.c.redirect(await afterOrder(page, id, status, form.value('provider')), 303)
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal) throw error
    if (refusalIn(error, ...ENDED)) {
      page.session.forget()
      return signInAgain(page)
    }
    // The order of this key stands: a shopper who sends the form again wants another one.
    const isUsed = refusal.problem.code === 'idempotency_key_reused'
    return checkoutView(page, isUsed ? { ...form, key: crypto.randomUUID() } : form, { refusal })
  }
}

/** The sign-in has ended since the form was shown. The form for another one keeps what was typed into this one. */
function signInAgain(page: Page): View {
  return signInView(page, 'sign-in', page.path('/checkout'), null, keptIn(page.c.get('form')))
}

/** Throws Refusal. A total that the shopper has not seen is refused as a changed one. */
function ordered(page: Page, form: CheckoutForm): Promise<OrderBody> {
  const { seen, key, value } = form
  if (!seen) throw new Refusal({ status: 409, code: 'price_changed', detail: 'The form has no total.' })
  const currency = page.c.get('ports').config.CURRENCY
  const shippingOption = value('shippingOption')
  const json = {
    address: addressIn(form.delivery),
    ...furtherIn(form),
    email: value('email'),
    expectedTotal: { amount: seen.totals.total, currency },
    ...(shippingOption && { shippingOption }),
  }
  return bodyOf(page.api.v1.checkout.$post({ json }, { headers: { 'Idempotency-Key': key } }))
}

/** The payment's page, or the order's if nothing is due or no payment can be opened now. */
async function afterOrder(page: Page, id: string, status: OrderBody['status'], chosen: string): Promise<string> {
  const order = page.path(`/orders/${id}`)
  const providers = page.c.get('ports').config.PAYMENT_PROVIDERS
  const provider = providers.find((name) => name === chosen) ?? providers[0]
  if (status !== 'pending_payment' || provider === undefined) return order
  const json = { provider, returnUrl: page.origin + order }
  try {
    return (await bodyOf(page.api.v1.orders[':id'].pay.$post({ param: { id }, json }))).redirectUrl
  } catch (error) {
    // The order stands, and its page can open the payment again.
    if (!refusalIn(error)) throw error
    return order
  }
}
