/** The page of the address book, and its forms. */
import { Hono } from 'hono'
import { bookFor } from '../address-book.ts'
import { addressEntry, addressIn, faultsOf, type Values } from '../address-entry.ts'
import { bodyOf } from '../api.ts'
import { homeOf } from '../checkout-form.ts'
import { leaveFlash } from '../flash.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { type AddressForm, addressesView } from '../pages/addresses.ts'
import { refusalIn } from '../refusal.ts'
import type { View } from '../view.ts'
import { signedIn } from './account.ts'

export const addressRoutes = new Hono<PageEnv>()
  .get(
    `${IN_LANGUAGE}/account/addresses`,
    signedIn(async (page) => {
      // Without it, a sign-in that has ended would look like an empty address book.
      const { items } = await bodyOf(page.api.v1.me.addresses.$get())
      const edited = items.find(({ id }) => id === page.c.req.query('edit'))
      const values = edited ? { ...edited.address, id: edited.id, version: `${edited.version}` } : {}
      return addressesView(page, items, await formFrom(page, values))
    }),
  )
  .post(`${IN_LANGUAGE}/account/addresses`, signedIn(act))

async function act(page: Page): Promise<View | Response> {
  const posted = page.c.get('form')
  const form = await formFrom(page, Object.fromEntries(posted))
  const name = posted.get('act')
  if (name === 'country') return addressesView(page, await bookFor(page), { ...form, isFocused: true })
  const faults = name === 'save' ? faultsOf(form.entry) : []
  if (faults.length > 0) return addressesView(page, await bookFor(page), { ...form, faults })
  try {
    await change(page, form, name)
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal || refusalIn(error, 'unauthenticated', 'erased')) throw error
    return addressesView(page, await bookFor(page), form, refusal)
  }
  leaveFlash(page.c, 'saved')
  return page.c.redirect(page.path('/account/addresses'), 303)
}

/** Throws Refusal. */
async function change(page: Page, { entry, id, version }: AddressForm, name: string | null): Promise<unknown> {
  const { addresses } = page.api.v1.me
  const [param, given] = [{ id }, { headers: { 'If-Match': `"${version}"` } }]
  if (name === 'remove') return bodyOf(addresses[':id'].$delete({ param }, given))
  if (name === 'default') {
    const { address } = await bodyOf(addresses[':id'].$get({ param }))
    return bodyOf(addresses[':id'].$put({ param, json: { address: withoutCode(address), isDefault: true } }, given))
  }
  const json = { address: addressIn(entry) }
  return id ? bodyOf(addresses[':id'].$put({ param, json }, given)) : bodyOf(addresses.$post({ json }))
}

/** The code of the region is found again; a request must not have it. */
function withoutCode<Address extends { readonly regionCode?: string | undefined }>({
  regionCode: _,
  ...address
}: Address) {
  // The cast: stored addresses were checked, so the fields that a request requires are present.
  return address as Omit<Address, 'regionCode'> & { line1: string }
}

async function formFrom(page: Page, values: Values): Promise<AddressForm> {
  await page.c.get('ports').loadAddressFormats()
  return {
    entry: await addressEntry(page, values, '', homeOf(page)),
    ...{ id: values.id ?? '', version: values.version ?? '', faults: [], isFocused: false },
    value: (name) => values[name] ?? '',
  }
}
