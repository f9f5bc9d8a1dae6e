/** The address book: its addresses, each with its buttons, and one form for a new or changed address. */
import { html } from 'hono/html'
import type { SavedAddressBody } from '../../../contract/answers/address.ts'
import type { Book } from '../address-book.ts'
import type { AddressEntry } from '../address-entry.ts'
import type { Page } from '../page.ts'
import { addressPart } from '../parts/address-fields.ts'
import type { FormState } from '../parts/field.ts'
import { orderAddress } from '../parts/order-address.ts'
import type { Refusal } from '../refusal.ts'
import { answerTo } from '../refused-form.ts'
import { ACCOUNT_TEXTS } from '../texts/account.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import { wordsOf } from '../texts/refusals.ts'
import type { Html, View } from '../view.ts'

export interface AddressForm {
  readonly entry: AddressEntry
  /** The id and the version of the address that is changed; empty for a new one. */
  readonly id: string
  readonly version: string
  value(name: string): string
  /** The names of wrong fields. */
  readonly faults: readonly string[]
  readonly isFocused: boolean
}

export function addressesView(page: Page, book: Book, form: AddressForm, refusal: Refusal | null = null): View {
  const texts = page.texts(ACCOUNT_TEXTS)
  const { book: words } = texts
  const answer = answerTo(refusal && { form: new URLSearchParams(), refusal, proof: '' })
  return {
    name: 'account',
    title: words.title,
    ...answer,
    ...(form.faults.length > 0 && { status: 422 as const }),
    content: html`<div class="wide narrow"><h1>${words.title}</h1><p class="soft"><a href="${page.path('/account')}">${texts.account}</a></p>
${refusal ? html`<p class="note now" role="alert">${wordsOf(refusal, page.language)}</p>` : ''}
${book.length > 0 ? html`<ul class="sign-ins">${book.map((each) => item(page, each))}</ul>` : html`<p class="soft">${words.empty}</p>`}
<section id="form"><h2>${form.id ? words.edit : words.add}</h2>${formPart(page, form)}</section></div>`,
  }
}

function item(page: Page, { id, version, isDefault, address }: SavedAddressBody): Html {
  const { book: words } = page.texts(ACCOUNT_TEXTS)
  return html`<li><div>${orderAddress(page, address)}${isDefault ? html`<p class="soft">${words.isDefault}</p>` : ''}</div>
<form class="actions" method="post" action="${page.path('/account/addresses')}"><input type="hidden" name="id" value="${id}"><input type="hidden" name="version" value="${version}">
<a class="quiet" href="${page.path(`/account/addresses?edit=${id}#form`)}">${words.change}</a>
${isDefault ? '' : html`<button class="quiet" name="act" value="default">${words.makeDefault}</button>`}<button class="quiet" name="act" value="remove">${words.remove}</button></form></li>`
}

function formPart(page: Page, { entry, id, version, value, faults, isFocused }: AddressForm): Html {
  const [texts, words] = [page.texts(CHECKOUT_TEXTS), page.texts(ACCOUNT_TEXTS)]
  const reasonAt = (name: string) => texts[value(name).trim() === '' ? 'missing' : 'wrong'][name] ?? texts.bad
  const state: FormState = { value, errors: new Map(faults.map((name) => [name, reasonAt(name)])) }
  return html`<form class="stack" method="post" action="${page.path('/account/addresses')}" novalidate><button class="unseen" name="act" value="save" tabindex="-1" aria-hidden="true"></button>
<input type="hidden" name="id" value="${id}"><input type="hidden" name="version" value="${version}">
<div class="address">${addressPart(page, entry, state, { kind: 'shipping', isFocused })}</div>
<button class="button" name="act" value="save">${words.save}</button></form>`
}
