/** The stored reports of checks, over either database. A running check keeps its place in its own report. */
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Json } from '../../domain/copy.ts'
import type { CheckKind, Finding, Report, ReportState, ReportSummary } from '../../domain/report.ts'
import { beyond, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import type { Page } from './entries.ts'
import { parse } from './rows.ts'

export interface StoredReport extends Report {
  readonly kind: CheckKind
  /** Where the check goes on, and what the next one takes over; only the check reads it. */
  readonly progress: Json
}

export interface ReportRecord {
  /** Inserts the report, or replaces the one with the same id. */
  putReport(report: StoredReport): Promise<void>
  getReport(id: string): Promise<StoredReport | null>
  /** The report that was begun last; null before the first. */
  newestReport(kind: CheckKind): Promise<StoredReport | null>
  /** Newest first, without findings. @param kind null for all kinds */
  listReports(kind: CheckKind | null, limit: number, after?: string): Promise<Page<ReportSummary>>
  /** Deletes reports that were begun before this time. */
  dropReports(kind: CheckKind, before: number): Promise<void>
}

export interface ReportRow {
  readonly id: string
  readonly kind: CheckKind
  readonly state: ReportState
  readonly startedAt: number
  readonly endedAt: number | null
  readonly checked: string
  readonly counts: string
  readonly findings: string
  readonly progress: string
}

export function reportRecord({ tables: { reports }, ...database }: Database): ReportRecord {
  return {
    async putReport({ checked, counts, findings, progress, ...rest }) {
      const texts = { checked, counts, findings, progress }
      const row: ReportRow = {
        ...rest,
        // The cast: the same names, with the text of each value.
        ...(Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, JSON.stringify(value)])) as Record<
          keyof typeof texts,
          string
        >),
      }
      await database.put(reports, reports.id, [row])
    },
    async getReport(id) {
      const [row] = await database.rows<ReportRow>(reports, { where: eq(reports.id, id), limit: 1 })
      return row ? reportOf(row) : null
    },
    async newestReport(kind) {
      const orderBy = [desc(reports.startedAt), desc(reports.id)]
      const [row] = await database.rows<ReportRow>(reports, { where: eq(reports.kind, kind), orderBy, limit: 1 })
      return row ? reportOf(row) : null
    },
    async listReports(kind, limit, after) {
      const { id, state, startedAt, endedAt, checked, counts } = reports
      const where = and(kind ? eq(reports.kind, kind) : undefined, beyond(startedAt, id, '<', after)) ?? sql`1 = 1`
      // Names the columns, because a page of findings would be large.
      const found = await database.read(sql`
        select ${id} as id, ${reports.kind} as kind, ${state} as state, ${startedAt} as started_at,
          ${endedAt} as ended_at, ${checked} as checked, ${counts} as counts
        from ${reports} where ${where} order by ${startedAt} desc, ${id} desc limit ${limit + 1}`)
      const summaries = found.map((row): ReportSummary => {
        const ended = row.ended_at
        return {
          id: String(row.id),
          // The casts: only `putReport` writes these.
          kind: row.kind as CheckKind,
          state: row.state as ReportState,
          startedAt: Number(startedAt.mapFromDriverValue(row.started_at)),
          endedAt: ended === null ? null : Number(endedAt.mapFromDriverValue(ended)),
          checked: parse(String(row.checked), {}),
          counts: parse(String(row.counts), {}),
        }
      })
      return toPage(
        summaries,
        limit,
        (row) => [row.startedAt, row.id],
        (row) => row,
      )
    },
    async dropReports(kind, before) {
      const isOld = lt(reports.startedAt, before)
      await database.remove(reports, and(eq(reports.kind, kind), isOld) ?? isOld)
    },
  }
}

function reportOf({ checked, counts, findings, progress, ...row }: ReportRow): StoredReport {
  return {
    ...row,
    checked: parse(checked, {}),
    counts: parse(counts, {}),
    findings: parse<readonly Finding[]>(findings, []),
    progress: parse<Json>(progress, null),
  }
}
