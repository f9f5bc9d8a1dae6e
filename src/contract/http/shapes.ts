/** Shapes that many bodies, queries and paths share. */
import * as z from 'zod/mini'
import { codeOf, trimmed } from '../../domain/pasted.ts'

/** A field into which people paste: spaces and invisible characters around the text are removed. */
export const pastedSchema = z.string().check(z.overwrite(trimmed))

export const skuSchema = pastedSchema.check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: 'must be 1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit',
  }),
)

/** Names a line in a path or a list. */
export const lineNameSchema = pastedSchema.check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(~[A-Za-z0-9-]{1,64})?$/, {
    error: 'must be a SKU (1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit) or a lineId',
  }),
)

/** A body names a line by exactly one of these fields. */
export const LINE_NAMES = { sku: z.optional(lineNameSchema), lineId: z.optional(lineNameSchema) }

export function namingOneLine<Schema extends z.ZodMiniType<{ sku?: string | undefined; lineId?: string | undefined }>>(
  schema: Schema,
) {
  return schema.check(
    z.refine(({ sku, lineId }) => (sku === undefined) !== (lineId === undefined), {
      error: 'is required unless lineId is given; send only one of them',
      path: ['sku'],
    }),
  )
}

/** Accepts letters of any script, so that 双十一 is a code, and normalizes all spellings to one. */
export const couponCodeSchema = z.string().check(
  z.maxLength(200),
  z.overwrite(codeOf),
  z.regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63}$/u, {
    error: 'must be 1–64 letters, digits, . _ or -, beginning with a letter or digit',
  }),
)

/** A prefix and a ULID. Its alphabet excludes the letters I, L, O and U. */
export const userIdSchema = pastedSchema.check(
  z.regex(/^(gst|usr)_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not a user id' }),
)

/** A client names itself: one for each installation of an app, or each profile of a browser. */
export const clientIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be 1–64 of A-Z a-z 0-9 _ -' }))

export const timeSchema = z.iso.datetime()

export const LIST_QUERY = {
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 20),
  cursor: z.optional(z.string().check(z.maxLength(512))),
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
