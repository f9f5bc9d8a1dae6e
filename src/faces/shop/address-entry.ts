/**
 * An address as a shopper has typed it into a form. Invariant: parts that the country's addresses do not have are not
 * sent.
 */
import { checkedAddressSchema } from '../../contract/http/address.ts'
import { formatOf } from '../../domain/address/format.ts'
import { trimmed } from '../../domain/pasted.ts'
import type { AddressForm } from './address-form.ts'
import type { Page } from './page.ts'
import { addressFormOf } from './read-address-forms.ts'

export type Values = Readonly<Record<string, string | undefined>>

export interface AddressEntry {
  /** Before the names of its fields, because a form may have several addresses. */
  readonly prefix: string
  /** Known to the address formats. */
  readonly country: string
  readonly form: AddressForm
  /** The typed value of a part, such as `city`. */
  part(name: string): string
}

/** The fields of the form behind each part of an address. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  A: ['line1', 'line2'],
  C: ['city'],
  S: ['region'],
  Z: ['postalCode'],
}

/** @param otherwise the country of an address without a known one */
export async function addressEntry(
  page: Page,
  values: Values,
  prefix: string,
  otherwise: string,
): Promise<AddressEntry> {
  const given = values[`${prefix}country`] ?? ''
  const country = formatOf(given) ? given : otherwise
  return {
    ...{ prefix, country, form: await addressFormOf(page.c.env, country) },
    part: (name) => values[`${prefix}${name}`] ?? '',
  }
}

/** The parts that the country's addresses have, in their order. */
export function partsOf({ form }: AddressEntry): readonly string[] {
  return [...form.parts].flatMap((part) => FIELDS[part] ?? [])
}

/** The address as the API takes it. */
export function addressIn(entry: AddressEntry) {
  const parts = Object.fromEntries(partsOf(entry).map((name) => [name, entry.part(name)]))
  return {
    ...{ name: entry.part('name'), line1: entry.part('line1'), ...parts },
    ...{ country: entry.country, phone: entry.part('phone') },
  }
}

/** Whether anything but the country was typed. */
export function isTyped(entry: AddressEntry): boolean {
  return ['name', 'phone', ...partsOf(entry)].some((name) => trimmed(entry.part(name)) !== '')
}

export function isComplete(entry: AddressEntry): boolean {
  return checkedAddressSchema.safeParse(addressIn(entry)).success
}

/** The names of all wrong fields at once; the API, which has the last word, would name the region's after the others. */
export function faultsOf(entry: AddressEntry): readonly string[] {
  const { name, line1, ...rest } = addressIn(entry)
  const missing = [trimmed(name) === '' ? 'name' : '', trimmed(line1) === '' ? 'line1' : ''].filter(Boolean)
  const checked = checkedAddressSchema.safeParse({ ...rest, name: trimmed(name) || '-', line1: trimmed(line1) || '-' })
  const wrong = (checked.error?.issues ?? []).map(({ path: [field] }) => String(field))
  return [...missing, ...wrong].map((field) => entry.prefix + field)
}

/** The names of all its fields, sorted as they are on the page. */
export function fieldsOf(entry: AddressEntry): readonly string[] {
  return ['country', 'name', ...partsOf(entry), 'phone'].map((name) => entry.prefix + name)
}
