/** The optional part of the checkout: a note, a VAT number, and a billing address that differs. Closed while it is empty. */
import { html } from 'hono/html'
import { isTyped } from '../address-entry.ts'
import { BILLING, type CheckoutForm, FURTHER } from '../checkout-form.ts'
import type { Page } from '../page.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'
import { addressPart } from './address-fields.ts'
import { type FormState, field, textArea } from './field.ts'

/** @param isFocused whether the country of the billing address has just been chosen */
export function furtherFields(page: Page, form: CheckoutForm, state: FormState, isFocused: boolean): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const isUsed = isTyped(form.billing) || FURTHER.some((name) => form.value(name) !== '')
  const isWrong = [...state.errors.keys()].some((name) => name.startsWith(BILLING) || name === 'vatNumber')
  const isOpen = isFocused || isUsed || isWrong
  return html`<details class="further"${isOpen ? html` open` : ''}><summary>${texts.further}</summary>
${textArea(state, { name: 'note', label: texts.note, autocomplete: 'off', maxLength: 1000 })}
${field(state, { name: 'vatNumber', label: texts.vatNumber, autocomplete: 'off', maxLength: 30, hint: texts.vatNumberHint })}
<h3>${texts.billing}</h3><p class="soft">${texts.billingText}</p>
<div class="address">${addressPart(page, form.billing, state, { kind: 'billing', isFocused })}</div></details>`
}
