/**
 * Reads the forms of addresses. Fails open: while the file cannot be read, the form has all parts, and regions are typed.
 */
import type { Env } from '../../contract/env.ts'
import { staticJson } from '../../contract/static-json.ts'
import type { AddressForm } from './address-form.ts'

type Forms = Readonly<Record<string, AddressForm | undefined>>

const WHOLE: AddressForm = { parts: 'ACSZ' }
const formsOf = staticJson<Forms>('address-forms.json')

/** Never rejects; the next page tries again to read the file. */
export async function addressFormOf(env: Env, country: string): Promise<AddressForm> {
  const forms = await formsOf(env).catch((): Forms => ({}))
  return forms[country] ?? WHOLE
}
