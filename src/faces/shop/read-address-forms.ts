/**
 * Reads the forms of addresses, once for each isolate. Fails open: while the file cannot be read, the form has all parts,
 * and regions are typed.
 */
import type { Env } from '../../contract/env.ts'
import type { AddressForm } from './address-form.ts'

type Forms = Readonly<Record<string, AddressForm | undefined>>

const WHOLE: AddressForm = { parts: 'ACSZ' }
const kept = new WeakMap<Env, Promise<Forms>>()

/** Never rejects; the next page tries again to read the file. */
export async function addressFormOf(env: Env, country: string): Promise<AddressForm> {
  const reading = kept.get(env) ?? readForms(env)
  kept.set(env, reading)
  try {
    return (await reading)[country] ?? WHOLE
  } catch {
    kept.delete(env)
    return WHOLE
  }
}

async function readForms(env: Env): Promise<Forms> {
  const found = await env.ASSETS.fetch('https://assets.invalid/address-forms.json')
  if (!found.ok) throw new Error(`the forms of addresses cannot be read: ${found.status}`)
  // The cast: dev/address-forms.ts wrote it.
  return (await found.json()) as Forms
}
