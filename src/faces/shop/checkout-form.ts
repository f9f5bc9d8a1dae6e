/**
 * The form of the checkout, as the shopper has filled it in: the typed values, the amounts that the shopper has seen, and
 * the key under which the order is made. Invariant: parts that the country's addresses do not have are not sent.
 */
import * as z from 'zod/mini'
import type { QuoteBody } from '../../contract/answers/orders.ts'
import { checkedAddressSchema } from '../../contract/http/address.ts'
import { emailSchema } from '../../contract/http/identity.ts'
import { formatOf } from '../../domain/address/format.ts'
import { trimmed } from '../../domain/pasted.ts'
import type { AddressForm } from './address-form.ts'
import type { Page } from './page.ts'
import { addressFormOf } from './read-address-forms.ts'

/** Units and unit price of each line by its id, and the amounts of the order, in minor units. */
const seenSchema = z.object({
  lines: z.record(z.string(), z.tuple([z.int(), z.int()])),
  totals: z.object({ subtotal: z.int(), discount: z.int(), shipping: z.int(), tax: z.int(), total: z.int() }),
})
/** The amounts of a quote that the form keeps, so that the next page can say what has changed. */
export type Seen = z.infer<typeof seenSchema>

export interface CheckoutForm {
  /** The country of the address, which is known to the address formats. */
  readonly country: string
  readonly address: AddressForm
  /** The idempotency key, made with the first page: the same form makes one order. */
  readonly key: string
  /** Null if the page showed no amounts. */
  readonly seen: Seen | null
  value(name: string): string
}

type Values = Readonly<Record<string, string | undefined>>
type Fault = 'missing' | 'wrong'
export type Faults = ReadonlyMap<string, Fault>

const KEY = /^[\w-]{16,64}$/
/** The fields of the form behind each part of an address. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  A: ['line1', 'line2'],
  C: ['city'],
  S: ['region'],
  Z: ['postalCode'],
}

export async function checkoutForm(page: Page, values: Values): Promise<CheckoutForm> {
  await page.c.get('ports').loadAddressFormats()
  const given = values.country ?? ''
  const country = formatOf(given) ? given : homeOf(page)
  const { key = '' } = values
  return {
    country,
    address: await addressFormOf(page.c.env, country),
    key: KEY.test(key) ? key : crypto.randomUUID(),
    seen: seenIn(values.seen),
    value: (name) => (name === 'country' ? country : (values[name] ?? '')),
  }
}

/** The shop's own country: that of its first language. */
function homeOf({ offered }: Page): string {
  const region = new Intl.Locale(offered[0]?.locale ?? 'en').maximize().region ?? ''
  return formatOf(region) ? region : 'US'
}

/** The names of the fields that the country's addresses have, in their order. */
export function addressFields({ parts }: AddressForm): readonly string[] {
  return [...parts].flatMap((part) => FIELDS[part] ?? [])
}

/** The address as the API takes it. */
export function addressIn({ address, country, value }: CheckoutForm) {
  const typed = (name: string) => value(name)
  const parts = Object.fromEntries(addressFields(address).map((name) => [name, typed(name)]))
  return { name: typed('name'), line1: typed('line1'), ...parts, country, phone: typed('phone') }
}

/** Where the order goes, for a quote: the whole address once it is complete. */
export function placeOf(form: CheckoutForm) {
  const address = addressIn(form)
  if (checkedAddressSchema.safeParse(address).success) return { address }
  const { country, region, postalCode } = address as typeof address & { region?: string; postalCode?: string }
  return { destination: { country, ...(region && { region }), ...(postalCode && { postalCode }) } }
}

/** Finds every fault at once; the API, which has the last word, would name those of the region after the others. */
export function faultsIn(form: CheckoutForm): Faults {
  const faults: string[] = []
  if (!emailSchema.safeParse(form.value('email')).success) faults.push('email')
  const address = addressIn(form)
  for (const name of ['name', 'line1'] as const) if (trimmed(address[name]) === '') faults.push(name)
  const { name, line1 } = address
  const checked = checkedAddressSchema.safeParse({
    ...address,
    name: trimmed(name) || '-',
    line1: trimmed(line1) || '-',
  })
  faults.push(...(checked.error?.issues ?? []).map(({ path: [field] }) => String(field)))
  return faultsAt(form, faults)
}

/** Sorted as the fields are on the page. */
export function faultsAt(form: CheckoutForm, names: readonly string[]): Faults {
  const order = ['email', 'country', 'name', ...addressFields(form.address), 'phone', 'shippingOption']
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
