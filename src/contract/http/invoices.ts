/** The queries of invoices and credit notes. */
import * as z from 'zod/mini'
import { localeQuery } from './catalogue.ts'
import { orderParams } from './orders.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY, pastedSchema } from './shapes.ts'

const documentQuery = z.strictObject({
  refundId: z.optional(pastedSchema.check(z.regex(/^ref_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not a refund id' }))),
  format: z.optional(z.enum(['json', 'html'])),
  locale: localeQuery,
})

const month = z.optional(
  pastedSchema.check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'is not a month like 2026-11' })),
)
const cursor = z.optional(z.string().check(z.regex(/^\d{1,12}$/, { error: 'is not a cursor of this list' })))
const MAX_PER_PAGE = 1_000

export const invoiceRoutes = {
  own: { method: 'get', path: '/v1/orders/:id/invoice', params: orderParams, query: documentQuery },
  get: { method: 'get', path: '/v1/admin/orders/:id/invoice', params: orderParams, query: documentQuery },
  list: {
    method: 'get',
    path: '/v1/admin/invoices',
    query: z.strictObject({ limit: LIST_QUERY.limit, cursor, month }),
  },
  export: {
    method: 'get',
    path: '/v1/admin/export/invoices',
    query: z.strictObject({
      month,
      limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MAX_PER_PAGE)), MAX_PER_PAGE),
      cursor,
    }),
  },
} as const satisfies Routes
