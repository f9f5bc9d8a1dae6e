/** The variables of the seller. Without SELLER_NAME the shop issues no invoices. */
import * as z from 'zod/mini'
import type { Seller } from '../domain/invoices/document.ts'
import { type Place, placeOf } from '../domain/invoices/series.ts'
import { EMAIL } from './email.ts'

const MAX_TEXT = 200
const MAX_NOTE = 1_000
const MAX_LINES = 6
/** Terms of tax law are 5 to 30 years. */
const MAX_YEARS = 100

const text = (most: number) => z.string().check(z.maxLength(most, { error: `has more than ${most} characters` }))
const parts = (separator: string | RegExp) =>
  z.transform((given: string) =>
    given
      .split(separator)
      .map((part) => part.trim())
      .filter(Boolean),
  )

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

export const INVOICE_VARIABLES = {
  SELLER_NAME: z.optional(text(MAX_TEXT)),
  SELLER_ADDRESS: z._default(
    z.pipe(
      text(MAX_NOTE),
      z.pipe(
        parts(/[|\n]/),
        z.array(z.string()).check(z.maxLength(MAX_LINES, { error: `has more than ${MAX_LINES} lines` })),
      ),
    ),
    [],
  ),
  SELLER_TAX_ID: z.optional(text(MAX_TEXT)),
  SELLER_EMAIL: z.optional(z.email({ pattern: EMAIL, error: 'is not an e-mail address' })),
  SELLER_NOTE: z.optional(text(MAX_NOTE)),
  SELLER_TIME_ZONE: z._default(
    z.string().check(z.refine(isTimeZone, { error: 'is not a time zone like Europe/Berlin' })),
    'UTC',
  ),
  SELLER_KEEP_YEARS: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(
        z.int({ error: 'is not a whole number' }),
        z.minimum(1, { error: 'must be 1–100' }),
        z.maximum(MAX_YEARS, { error: 'must be 1–100' }),
      ),
    10,
  ),
  SELLER_NUMBERS_AFTER: z._default(
    z.pipe(
      text(MAX_NOTE),
      z.pipe(
        parts(','),
        z.array(
          z
            .string()
            .check(
              z.refine((name) => placeOf(name) !== null, { error: 'is not a list of numbers like INV-2026-000123' }),
            ),
        ),
      ),
    ),
    [],
  ),
}

type Given = {
  readonly SELLER_NAME?: string | undefined
  readonly SELLER_ADDRESS: readonly string[]
  readonly SELLER_TAX_ID?: string | undefined
  readonly SELLER_EMAIL?: string | undefined
  readonly SELLER_NOTE?: string | undefined
  readonly SELLER_TIME_ZONE: string
  readonly SELLER_KEEP_YEARS: number
  readonly SELLER_NUMBERS_AFTER: readonly string[]
}

export interface InvoiceTerms {
  readonly seller: Seller
  readonly timeZone: string
  readonly keepYears: number
  /** New numbers of these series continue above these. */
  readonly after: readonly Place[]
}

/** The name of a variable that is missing; null if none is. */
export function missingForInvoices({ SELLER_NAME: name, SELLER_ADDRESS: address, SELLER_TAX_ID: taxId }: Given) {
  if (name === undefined) return address.length > 0 || taxId !== undefined ? 'SELLER_NAME' : null
  if (address.length === 0) return 'SELLER_ADDRESS'
  return taxId === undefined ? 'SELLER_TAX_ID' : null
}

/** Null for a shop that issues no invoices. */
export function invoiceTermsOf(given: Given): InvoiceTerms | null {
  const { SELLER_NAME: name, SELLER_TAX_ID: taxId, SELLER_EMAIL: email, SELLER_NOTE: note } = given
  if (name === undefined || taxId === undefined) return null
  return {
    seller: { name, address: given.SELLER_ADDRESS, taxId, ...(email && { email }), ...(note && { note }) },
    timeZone: given.SELLER_TIME_ZONE,
    keepYears: given.SELLER_KEEP_YEARS,
    after: given.SELLER_NUMBERS_AFTER.flatMap((number) => placeOf(number) ?? []),
  }
}
