/**
 * A message for the next page, for example after a form that was answered with a redirect. A cookie holds it until a
 * page has shown it. The cookie has the message's name and its values, never markup; the page escapes both.
 */
import { getCookie, setCookie } from 'hono/cookie'
import type { ShopContext } from './context.ts'
import { FLASH_TEXTS } from './texts/flash.ts'

export type FlashKind = keyof (typeof FLASH_TEXTS)['en']

export interface Flash {
  readonly kind: FlashKind
  readonly values: Readonly<Record<string, string>>
}

const COOKIE = 'flash'
/** In seconds. A minute is enough, because the redirect follows at once. */
const MAX_AGE = 60
/** Characters, so that the cookie stays far below the 4 KB that browsers keep. */
const MAX_VALUE_LENGTH = 200

export function leaveFlash(c: ShopContext, kind: FlashKind, values: Flash['values'] = {}): void {
  const short = Object.entries(values).map(([name, value]) => [name, value.slice(0, MAX_VALUE_LENGTH).toWellFormed()])
  write(c, JSON.stringify([kind, Object.fromEntries(short)]), MAX_AGE)
}

/** Reads the message and deletes the cookie, so that it is shown once. A prefetched page leaves the cookie. */
export function takeFlash(c: ShopContext): Flash | null {
  const text = getCookie(c, COOKIE, 'host')
  if (!text || c.req.header('sec-purpose')?.includes('prefetch')) return null
  write(c, '', 0)
  try {
    const [kind, values]: unknown[] = JSON.parse(text)
    if (typeof kind !== 'string' || !Object.hasOwn(FLASH_TEXTS.en, kind) || !isTexts(values)) return null
    // The cast: the check above found the name in the table.
    return { kind: kind as FlashKind, values }
  } catch {
    // The cookie was changed by hand and cannot be read.
    return null
  }
}

function isTexts(value: unknown): value is Flash['values'] {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string')
}

function write(c: ShopContext, value: string, maxAge: number): void {
  setCookie(c, COOKIE, value, { prefix: 'host', httpOnly: true, secure: true, sameSite: 'Lax', maxAge })
}
