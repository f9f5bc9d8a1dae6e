/** The address book of the shopper's account, as pages use it: empty without an account, or while it cannot be read. */
import type { SavedAddressBody } from '../../contract/answers/address.ts'
import type { AddressEntry, Values } from './address-entry.ts'
import { addressIn, fieldsOf } from './address-entry.ts'
import { bodyOf } from './api.ts'
import type { Page } from './page.ts'

export type Book = readonly SavedAddressBody[]

const books = new WeakMap<Page, Promise<Book>>()

/** One call of the API for each page. */
export function bookFor(page: Page): Promise<Book> {
  const known = books.get(page) ?? read(page)
  books.set(page, known)
  return known
}

/** The values of a form's fields for an entry; empty ones if no entry is chosen. */
export function valuesFrom(entry: SavedAddressBody | undefined, form: AddressEntry): Values {
  const empty = fieldsOf(form).map((name) => [name, name === 'country' ? form.country : ''])
  // Parts that only other countries have must not stay either.
  const parts = ['line2', 'city', 'region', 'postalCode'].map((name) => [name, ''])
  const values = { ...Object.fromEntries([...empty, ...parts]), ...entry?.address }
  return { ...values, saved: entry?.id ?? '' }
}

/** Saves the address of an order. A full address book, or one that does not answer, must not disturb the order. */
export async function saveAddress(page: Page, entry: AddressEntry): Promise<void> {
  await bodyOf(page.api.v1.me.addresses.$post({ json: { address: addressIn(entry) } })).catch(() => null)
}

async function read(page: Page): Promise<Book> {
  if (!page.session.isAccount) return []
  return bodyOf(page.api.v1.me.addresses.$get())
    .then(({ items }) => items)
    .catch(() => [])
}
