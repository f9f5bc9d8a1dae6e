/**
 * The form of the checkout, as the shopper has filled it in: the typed values, the amounts that the shopper has seen, and
 * the key under which the order is made. Invariant: what the shopper has typed is either sent or refused.
 */
import * as z from 'zod/mini'
import type { QuoteBody } from '../../contract/answers/orders.ts'
import { emailSchema } from '../../contract/http/identity.ts'
import { formatOf } from '../../domain/address/format.ts'
import { vatNumberFrom } from '../../domain/address/vat-number.ts'
import { trimmed } from '../../domain/pasted.ts'
import {
  type AddressEntry,
  addressEntry,
  addressIn,
  faultsOf,
  fieldsOf,
  isComplete,
  isTyped,
  type Values,
} from './address-entry.ts'
import type { Page } from './page.ts'

/** Units and unit price of each line by its id, and the amounts of the order, in minor units. */
const seenSchema = z.object({
  lines: z.record(z.string(), z.tuple([z.int(), z.int()])),
  totals: z.object({ subtotal: z.int(), discount: z.int(), shipping: z.int(), tax: z.int(), total: z.int() }),
})
/** The amounts of a quote that the form keeps, so that the next page can say what has changed. */
export type Seen = z.infer<typeof seenSchema>

export interface CheckoutForm {
  readonly delivery: AddressEntry
  /** The address of the invoice, if it is another one. */
  readonly billing: AddressEntry
  /** The idempotency key, made with the first page: the same form makes one order. */
  readonly key: string
  /** Null if the page showed no amounts. */
  readonly seen: Seen | null
  value(name: string): string
}

type Fault = 'missing' | 'wrong'
export type Faults = ReadonlyMap<string, Fault>

const KEY = /^[\w-]{16,64}$/
export const BILLING = 'billing_'
/** The optional fields below the address, without those of the billing address. */
export const FURTHER = ['note', 'vatNumber'] as const

export async function checkoutForm(page: Page, values: Values): Promise<CheckoutForm> {
  await page.c.get('ports').loadAddressFormats()
  const delivery = await addressEntry(page, values, '', homeOf(page))
  const { key = '' } = values
  return {
    delivery,
    billing: await addressEntry(page, values, BILLING, delivery.country),
    key: KEY.test(key) ? key : crypto.randomUUID(),
    seen: seenIn(values.seen),
    value: (name) => values[name] ?? '',
  }
}

/** The shop's own country: that of its first language. */
export function homeOf({ offered }: Page): string {
  const region = new Intl.Locale(offered[0]?.locale ?? 'en').maximize().region ?? ''
  return formatOf(region) ? region : 'US'
}

/** Where the order goes and who is billed, for a quote: addresses once they are complete. */
export function placeOf(form: CheckoutForm) {
  const { delivery, billing } = form
  const { country, region, postalCode } = addressIn(delivery) as {
    country: string
    region?: string
    postalCode?: string
  }
  const destination = { country, ...(region && { region }), ...(postalCode && { postalCode }) }
  return {
    ...(isComplete(delivery) ? { address: addressIn(delivery) } : { destination }),
    ...(isTyped(billing) && isComplete(billing) && { billingAddress: addressIn(billing) }),
    ...(vatNumberIn(form) !== null && { vatNumber: form.value('vatNumber') }),
  }
}

/** The optional fields as a checkout sends them; empty ones are left out. */
export function furtherIn({ billing, value }: CheckoutForm) {
  const given = FURTHER.filter((name) => trimmed(value(name)) !== '').map((name) => [name, value(name)] as const)
  return {
    ...(isTyped(billing) && { billingAddress: addressIn(billing) }),
    ...(Object.fromEntries(given) as { readonly note?: string; readonly vatNumber?: string }),
  }
}

/** Null if there is none, or if it is not a VAT number. */
function vatNumberIn({ delivery, billing, value }: CheckoutForm): string | null {
  const typed = trimmed(value('vatNumber'))
  const { country } = isTyped(billing) ? billing : delivery
  return typed === '' ? null : vatNumberFrom(typed, country)
}

/** Finds every fault at once. */
export function faultsIn(form: CheckoutForm): Faults {
  const { delivery, billing, value } = form
  const isVatNumberWrong = trimmed(value('vatNumber')) !== '' && vatNumberIn(form) === null
  return faultsAt(form, [
    ...(emailSchema.safeParse(value('email')).success ? [] : ['email']),
    ...faultsOf(delivery),
    ...(isTyped(billing) ? faultsOf(billing) : []),
    ...(isVatNumberWrong ? ['vatNumber'] : []),
  ])
}

/** Sorted as the fields are on the page. */
export function faultsAt(form: CheckoutForm, names: readonly string[]): Faults {
  const order = ['email', ...fieldsOf(form.delivery), 'shippingOption', ...FURTHER, ...fieldsOf(form.billing)]
  const sorted = order.filter((name) => names.includes(name))
  return new Map(sorted.map((name) => [name, trimmed(form.value(name)) === '' ? 'missing' : 'wrong']))
}

export function seenOf({ lines, totals }: QuoteBody): Seen {
  const { subtotal, discount, shipping, tax, taxIncluded, total } = totals
  return {
    lines: Object.fromEntries(lines.map(({ lineId, quantity, unitPrice }) => [lineId, [quantity, unitPrice.amount]])),
    totals: {
      subtotal: subtotal.amount,
      discount: discount.amount,
      shipping: shipping.amount,
      // Only tax that comes on top changes the total.
      tax: tax.amount - taxIncluded.amount,
      total: total.amount,
    },
  }
}

/** Null for a text that this file did not write. */
function seenIn(text: string | undefined): Seen | null {
  try {
    return seenSchema.safeParse(JSON.parse(text ?? '')).data ?? null
  } catch {
    return null
  }
}
