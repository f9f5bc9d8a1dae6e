/** The fields of an address, as the chosen country writes addresses; what a country does not have is not shown. */
import { html } from 'hono/html'
import { formatOf, regionCodeOf } from '../../../domain/address/format.ts'
import { type AddressEntry, partsOf } from '../address-entry.ts'
import { regionNameFor } from '../address-form.ts'
import { countriesIn } from '../countries.ts'
import type { Page } from '../page.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'
import { choice, type Field, type FormState, field } from './field.ts'

export interface AddressUse {
  /** As browsers name the address. */
  readonly kind: 'shipping' | 'billing'
  /** Whether the country has just been chosen. */
  readonly isFocused: boolean
}

export function addressPart(page: Page, entry: AddressEntry, state: FormState, { kind, isFocused }: AddressUse): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const { prefix, country } = entry
  const isDelivery = kind === 'shipping'
  const countries = [...countriesIn(page.locale)].map(([value, text]) => ({ value, text }))
  // Without a script only a button can tell the shop about another choice.
  const apply = html`<button class="quiet" name="act" value="${prefix}country">${texts.useCountry}</button>`
  const named = given('country', texts.country, 'country', 60, true)
  const person = given('name', isDelivery ? texts.name : texts.billed, 'name', 100, true)
  return html`${choice(state, { ...named, isFocused, ...(isDelivery && { hint: texts.countryHint }) }, countries, country, apply)}
${field(state, { ...person, isRequired: isDelivery })}
${partsOf(entry).map((name) => partField(name))}
${isDelivery ? field(state, { ...given('phone', texts.phone, 'tel', 40), type: 'tel' }) : ''}`

  function partField(name: string): Html {
    const format = formatOf(country)
    switch (name) {
      case 'line1':
        return field(state, given(name, texts.line1, 'address-line1', 200, true))
      case 'line2':
        return field(state, given(name, texts.line2, 'address-line2', 200))
      case 'city':
        return field(state, given(name, texts.city, 'address-level2', 100, format?.needsCity))
      case 'postalCode': {
        const { example } = format?.postalCode ?? {}
        const code = given(name, texts.postalCode, 'postal-code', 20, format?.needsPostalCode)
        return field(state, example ? { ...code, hint: texts.such(example) } : code)
      }
      default: {
        const label = texts.regions[entry.form.regionKind ?? ''] ?? texts.region
        return region(page, entry, state, given(name, label, 'address-level1', 100, format?.needsRegion))
      }
    }
  }

  /** Fields of a billing address are marked as required by nothing, because the whole address is optional. */
  function given(name: string, label: string, autocomplete: string, maxLength: number, isNeeded = false): Field {
    return {
      ...{ name: prefix + name, autocomplete: `${kind} ${autocomplete}`, maxLength },
      label: isNeeded ? label : texts.optional(label),
      isRequired: isNeeded && isDelivery,
    }
  }
}

/** A list of the regions if the country has one. The name is sent, because the order shows it as it was sent. */
function region(page: Page, entry: AddressEntry, state: FormState, given: Field): Html {
  const { regions = [] } = entry.form
  if (regions.length === 0) return field(state, given)
  const typed = entry.part('region')
  const code = typed ? regionCodeOf(entry.country, typed) : null
  const named = regions.map((each) => ({ code: each[0], name: regionNameFor(page.language, each) }))
  const chosen = named.find((each) => each.code === code)?.name ?? ''
  const options = named.map(({ name }) => ({ value: name, text: name }))
  return choice(state, given, [{ value: '', text: page.texts(CHECKOUT_TEXTS).choose }, ...options], chosen)
}
