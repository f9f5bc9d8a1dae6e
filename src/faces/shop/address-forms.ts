/**
 * The form of an address in each country, from a static file: which parts it has, in which order, and the names of its
 * regions. Fails open: while the file cannot be read, the form has all parts, and regions are typed.
 */
import type { Env } from '../../contract/env.ts'

/** The code of a region, its own name, and its name in Latin letters. */
export type RegionName = readonly [code: string, own: string, latin: string]

export interface AddressForm {
  /** `A` is the street, `C` the city, `S` the region, `Z` the postal code, in the order in which people write them. */
  readonly parts: string
  /** The word for the regions of the country, such as `state`. */
  readonly regionKind?: string
  readonly regions?: readonly RegionName[]
}

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

/** The region's name for a reader: Chinese readers also read the signs of Japan and Taiwan. */
export function regionNameFor(language: string, [, own, latin]: RegionName): string {
  return language === 'zh' && /\p{Script=Han}/u.test(own) ? own : latin
}
