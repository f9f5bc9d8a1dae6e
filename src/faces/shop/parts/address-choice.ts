/** The choice among the addresses of the address book, and whether the typed one is saved. Only for accounts. */
import { html } from 'hono/html'
import type { SavedAddressBody } from '../../../contract/answers/address.ts'
import type { Book } from '../address-book.ts'
import type { CheckoutForm } from '../checkout-form.ts'
import type { Page } from '../page.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'
import { choice, type FormState } from './field.ts'

export function addressChoice(page: Page, book: Book, state: FormState, isFocused: boolean): Html {
  if (book.length === 0) return ''
  const texts = page.texts(CHECKOUT_TEXTS)
  const options = book.map((entry) => ({ value: entry.id, text: lineOf(entry) }))
  // Without a script only a button can tell the shop about another choice.
  const use = html`<button class="quiet" name="act" value="saved">${texts.useSaved}</button>`
  const given = { name: 'saved', label: texts.saved, autocomplete: 'off', isFocused }
  return choice(state, given, [...options, { value: '', text: texts.newAddress }], state.value('saved'), use)
}

export function saveChoice(page: Page, form: CheckoutForm): Html {
  if (!page.session.isAccount) return ''
  return html`<label class="save"><input type="checkbox" name="save" value="yes"${form.value('save') ? html` checked` : ''}> ${page.texts(CHECKOUT_TEXTS).save}</label>`
}

function lineOf({ address: { name, line1, city, region, postalCode } }: SavedAddressBody): string {
  return [name, line1, [postalCode, city ?? region].filter(Boolean).join(' ')].filter(Boolean).join(', ')
}
