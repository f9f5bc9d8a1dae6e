/** The fields of an address, as the chosen country writes addresses; what a country does not have is not shown. */
import { html } from 'hono/html'
import { formatOf, regionCodeOf } from '../../../domain/address/format.ts'
import { regionNameFor } from '../address-form.ts'
import { addressFields, type CheckoutForm } from '../checkout-form.ts'
import { countriesIn } from '../countries.ts'
import type { Page } from '../page.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'
import { choice, type Field, type FormState, field } from './field.ts'

/** @param isFocused whether the country has just been chosen */
export function addressPart(page: Page, form: CheckoutForm, state: FormState, isFocused: boolean): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const countries = [...countriesIn(page.locale)].map(([value, text]) => ({ value, text }))
  // Without a script only a button can tell the shop about another choice.
  const apply = html`<button class="quiet" name="act" value="country">${texts.useCountry}</button>`
  const country = { name: 'country', label: texts.country, autocomplete: 'shipping country', hint: texts.countryHint }
  return html`${choice(state, { ...country, isFocused }, countries, form.country, apply)}
${field(state, { name: 'name', label: texts.name, autocomplete: 'shipping name', maxLength: 100, isRequired: true })}
${addressFields(form.address).map((name) => partOf(page, form, state, name))}
${field(state, { name: 'phone', label: texts.optional(texts.phone), autocomplete: 'shipping tel', type: 'tel', maxLength: 40 })}`
}

function partOf(page: Page, form: CheckoutForm, state: FormState, name: string): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const format = formatOf(form.country)
  switch (name) {
    case 'line1':
      return field(state, given(texts.line1, 'address-line1', 200, true))
    case 'line2':
      return field(state, given(texts.line2, 'address-line2', 200))
    case 'city':
      return field(state, given(texts.city, 'address-level2', 100, format?.needsCity))
    case 'postalCode': {
      const { example } = format?.postalCode ?? {}
      const code = given(texts.postalCode, 'postal-code', 20, format?.needsPostalCode)
      return field(state, example ? { ...code, hint: texts.such(example) } : code)
    }
    default: {
      const label = texts.regions[form.address.regionKind ?? ''] ?? texts.region
      return region(page, form, state, given(label, 'address-level1', 100, format?.needsRegion))
    }
  }

  function given(label: string, autocomplete: string, maxLength: number, isRequired = false): Field {
    const shown = isRequired ? label : texts.optional(label)
    return { name, label: shown, autocomplete: `shipping ${autocomplete}`, maxLength, isRequired }
  }
}

/** A list of the regions if the country has one. The name is sent, because the order shows it as it was sent. */
function region(page: Page, { address, country }: CheckoutForm, state: FormState, given: Field): Html {
  const { regions = [] } = address
  if (regions.length === 0) return field(state, given)
  const typed = state.value('region')
  const code = typed ? regionCodeOf(country, typed) : null
  const named = regions.map((each) => ({ code: each[0], name: regionNameFor(page.language, each) }))
  const chosen = named.find((each) => each.code === code)?.name ?? ''
  const options = named.map(({ name }) => ({ value: name, text: name }))
  return choice(state, given, [{ value: '', text: page.texts(CHECKOUT_TEXTS).choose }, ...options], chosen)
}
