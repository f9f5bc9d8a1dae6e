/** The routes of reports: what the ledger check, the reconciliation and the dead letters have found. */
import * as z from 'zod/mini'
import { CHECK_KINDS, REPORT_KINDS } from '../../domain/report.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY } from './shapes.ts'

export const runReportBody = z.strictObject({ kind: z.enum(CHECK_KINDS) })

export const listReportsQuery = z.strictObject({ kind: z.optional(z.enum(REPORT_KINDS)), ...LIST_QUERY })

const report = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)) })

export const reportRoutes = {
  run: { method: 'post', path: '/v1/admin/ops/reports', body: runReportBody },
  list: { method: 'get', path: '/v1/admin/ops/reports', query: listReportsQuery },
  get: { method: 'get', path: '/v1/admin/ops/reports/:id', params: report },
} as const satisfies Routes
