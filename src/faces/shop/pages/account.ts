/** The account: a form for each thing that the shopper can change, the data to download, and the way out. */
import { html } from 'hono/html'
import type { OwnSignInsBody } from '../../../contract/answers/identity.ts'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import { bookFor } from '../address-book.ts'
import { bodyOf } from '../api.ts'
import type { Page } from '../page.ts'
import { type Field, field } from '../parts/field.ts'
import { orderAddress } from '../parts/order-address.ts'
import { passkeyForm, passkeyList } from '../parts/passkeys.ts'
import { answerTo, type RefusedForm, reasonOf, stateOf } from '../refused-form.ts'
import { ACCOUNT_TEXTS } from '../texts/account.ts'
import type { Html, View } from '../view.ts'

/** The forms of the page, by the last part of their paths. */
export type AccountForm =
  | 'profile'
  | 'password'
  | 'erase'
  | 'confirmation'
  | 'end-sign-in'
  | 'passkeys'
  | 'passkey-options'
  | 'reminders'

/**
 * Throws Refusal `unauthenticated` when the sign-in has ended.
 * @param newPasskey the options for a passkey that the shopper may create now
 */
export async function accountView(
  page: Page,
  refused: (RefusedForm & { readonly in: AccountForm }) | null = null,
  newPasskey: object | null = null,
): Promise<View> {
  const texts = page.texts(ACCOUNT_TEXTS)
  const { v1 } = page.api
  const [user, signIns, orders, [first], passkeys] = await Promise.all([
    bodyOf(v1.me.$get()),
    bodyOf(v1.me['sign-ins'].$get()),
    // Without it the page is still whole.
    bodyOf(v1.orders.$get({ query: { limit: '1' } })).catch(() => null),
    bookFor(page),
    bodyOf(v1.me.passkeys.$get()),
  ])
  // Forms without fields have no place of their own for the reason.
  const isBare = refused?.in === 'confirmation' || refused?.in === 'end-sign-in' || refused?.in === 'reminders'
  const reason = isBare ? reasonOf(page, refused) : ''
  const secret = { type: 'password', autocomplete: 'current-password', maxLength: 256, isRequired: true }
  return {
    name: 'account',
    title: texts.account,
    ...answerTo(refused),
    content: html`<div class="wide narrow"><h1>${texts.account}</h1><p class="soft">${user.email}</p>${reason ? html`<p class="note now" role="alert">${reason}</p>` : ''}${confirmation(page, user.emailVerified)}${user.newEmail ? html`<p class="note">${texts.changing(user.newEmail)}</p>` : ''}
<div class="actions"><a class="quiet" href="${page.path('/orders')}">${texts.orders}</a>
<form method="post" action="${page.path('/sign-out')}"><button class="quiet">${texts.signOut}</button></form></div>
${form('profile', texts.profile, texts.save, { name: user.name ?? '', email: user.email }, [
  { name: 'name', label: texts.name, autocomplete: 'name', maxLength: 100 },
  { name: 'email', label: texts.email, autocomplete: 'email', type: 'email', maxLength: 254, isRequired: true },
  { ...secret, name: 'password', label: texts.confirm },
])}
<section><h2>${texts.address}</h2>${address(page, first ?? orders?.items[0])}</section>
${form('password', texts.change, texts.change, {}, [
  { ...secret, name: 'currentPassword', label: texts.current },
  {
    ...secret,
    name: 'newPassword',
    label: texts.next,
    autocomplete: 'new-password',
    hint: `${texts.long} ${texts.endsOthers}`,
  },
])}
<section id="passkeys"><h2>${texts.passkeys.title}</h2><p class="soft">${texts.passkeys.text}</p>${refused?.in === 'passkeys' ? html`<p class="note now" role="alert">${reasonOf(page, refused)}</p>` : ''}${passkeyList(page, passkeys.items)}
${newPasskey ? passkeyForm(page, newPasskey) : form('passkey-options', '', texts.passkeys.add, {}, [{ ...secret, name: 'passkeyPassword', label: texts.confirm }])}</section>
<section><h2>${texts.signIns}</h2>${signInList(page, signIns.items)}</section>
${reminders(page, user.cartReminders !== undefined)}<section><h2>${texts.data}</h2><p><a href="${page.path('/account/export')}" download>${texts.export}</a></p>
<details${refused?.in === 'erase' ? html` open` : ''}><summary>${texts.erase}</summary><p>${texts.eraseText}</p>
${form('erase', '', texts.eraseNow, {}, [{ ...secret, name: 'erasePassword', label: texts.confirm }])}</details></section></div>`,
  }

  function form(
    name: AccountForm,
    title: string,
    button: string,
    values: Record<string, string>,
    fields: readonly Field[],
  ) {
    const own = refused?.in === name ? refused : null
    const state = stateOf(page, values, own)
    const reason = reasonOf(page, own)
    return html`<form class="stack" method="post" action="${page.path(`/account/${name}`)}">${title ? html`<h2>${title}</h2>` : ''}
${reason ? html`<p class="note now" role="alert">${reason}</p>` : ''}${fields.map((given) => field(state, given))}
<button class="${name === 'erase' ? 'button danger' : 'button'}">${button}</button></form>`
  }
}

/** Nothing in a shop that sends no messages. */
function confirmation(page: Page, isConfirmed: boolean): Html | string {
  const texts = page.texts(ACCOUNT_TEXTS)
  if (page.c.get('ports').config.MAIL_PROVIDER === undefined) return ''
  if (isConfirmed) return html`<p class="soft">${texts.confirmed}</p>`
  return html`<form method="post" action="${page.path('/account/confirmation')}"><p class="note">${texts.unconfirmed} <button class="quiet">${texts.sendAgain}</button></p></form>`
}

/** The box is empty until the person agrees. Nothing in a shop that sends no reminders. */
function reminders(page: Page, isAgreed: boolean): Html | string {
  const { title, agree, save } = page.texts(ACCOUNT_TEXTS).reminders
  const { MAIL_PROVIDER, CART_REMINDER_HOURS } = page.c.get('ports').config
  if (MAIL_PROVIDER === undefined || CART_REMINDER_HOURS === 0) return ''
  return html`<form class="stack" id="reminders" method="post" action="${page.path('/account/reminders')}"><h2>${title}</h2>
<label class="save"><input type="checkbox" name="agree" value="yes"${isAgreed ? html` checked` : ''}> ${agree}</label><button class="button">${save}</button></form>
`
}

function signInList(page: Page, items: OwnSignInsBody['items']): Html {
  const texts = page.texts(ACCOUNT_TEXTS)
  const time = new Intl.DateTimeFormat(page.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  return html`<ul class="sign-ins">${items.map(
    ({ id, device, lastUsedAt, isCurrent }) =>
      html`<li><span>${texts.devices[device ?? 'unknown']}${isCurrent ? html` · ${texts.thisOne}` : ''}<br><span class="soft">${texts.lastUsed} ${time.format(new Date(lastUsedAt))} UTC</span></span>${
        isCurrent
          ? ''
          : html`<form method="post" action="${page.path('/account/end-sign-in')}"><input type="hidden" name="id" value="${id}"><button class="quiet">${texts.end}</button></form>`
      }</li>`,
  )}</ul>`
}

/** @param from the first address of the address book, otherwise the last order */
function address(page: Page, from: Pick<OrderBody, 'address'> | undefined): Html {
  const texts = page.texts(ACCOUNT_TEXTS)
  const link = html`<p><a href="${page.path('/account/addresses')}">${texts.book.title}</a></p>`
  if (!from?.address) return html`<p class="soft">${texts.noAddress}</p>${link}`
  return html`${orderAddress(page, from.address)}<p class="soft">${texts.addressFrom}</p>${link}`
}
