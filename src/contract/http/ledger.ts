/** A run of the ledger check, as the record stores it and the API returns it. */
import * as z from 'zod/mini'
import { DIFFERENCE_KINDS, type DifferenceKind } from '../../domain/ledger/difference.ts'
import type { Routes } from './route.ts'

const kinds = Object.keys(DIFFERENCE_KINDS) as [DifferenceKind, ...DifferenceKind[]]

export const figureSchema = z.union([z.number(), z.string(), z.null()])

export const differenceSchema = z.object({
  kind: z.enum(kinds),
  subject: z.string(),
  expected: figureSchema,
  found: figureSchema,
})

export const checkedSchema = z.object({
  orders: z.int(),
  skus: z.int(),
  payments: z.int(),
  inFlight: z.int(),
  unanswered: z.int(),
  complete: z.boolean(),
})

export const ledgerRunSchema = z.object({
  ranAt: z.iso.datetime(),
  differences: z.array(differenceSchema),
  checked: checkedSchema,
})

export type LedgerRunBody = z.infer<typeof ledgerRunSchema>

export const ledgerRoutes = {
  run: { method: 'post', path: '/v1/admin/ops/ledger' },
  last: { method: 'get', path: '/v1/admin/ops/ledger' },
} as const satisfies Routes
