/** The variables of passkeys. Without them passkeys belong to the host of the shop's own origin. */
import * as z from 'zod/mini'
import { originsSchema } from './origin.ts'

/** A name as browsers write it; browsers refuse numbers of addresses and names of registries themselves. */
const isDomain = (text: string) => URL.parse(`https://${text}`)?.hostname === text && !/^[\d.]+$|:/.test(text)
/** Browsers offer passkeys to no other pages. */
const isSecure = (origin: string) => /^https:|^http:\/\/(?:[\w-]+\.)*localhost(?::|$)/.test(origin)

export const PASSKEY_VARIABLES = {
  PASSKEY_RP_ID: z.optional(z.string().check(z.refine(isDomain, { error: 'is not a domain like shop.example' }))),
  PASSKEY_ORIGINS: z._default(
    originsSchema.check(
      z.refine((origins) => origins.every(isSecure), {
        error: 'names an origin with http, where browsers have no passkeys',
      }),
    ),
    [],
  ),
}

interface Given {
  readonly PASSKEY_RP_ID?: string | undefined
  readonly PASSKEY_ORIGINS: readonly string[]
  readonly PUBLIC_ORIGIN?: string | undefined
}

/** One line that names the missing variable, or undefined. */
export function missingForPasskeys(given: Given): string | undefined {
  if (given.PASSKEY_ORIGINS.length > 0 && !given.PASSKEY_RP_ID)
    return 'PASSKEY_RP_ID is missing, but PASSKEY_ORIGINS is set'
  // Otherwise the Host header of an answer would choose an accepted origin.
  if (given.PASSKEY_RP_ID && !given.PUBLIC_ORIGIN) return 'PUBLIC_ORIGIN is missing, but PASSKEY_RP_ID is set'
  return undefined
}
