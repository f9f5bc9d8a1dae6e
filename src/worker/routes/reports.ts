/** Runs checks on request, and answers their reports; the dead letters have a report of the same shape. */
import { Hono } from 'hono'
import type { ReportBody, ReportSummaryBody } from '../../contract/answers/reports.ts'
import { reportRoutes as routes } from '../../contract/http/reports.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { Report, ReportSummary } from '../../domain/report.ts'
import { audited } from '../audit/audited.ts'
import { runCheckAlone } from '../checks/checks.ts'
import { DEAD_LETTERS, deadLettersReport } from '../checks/dead-letters-report.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf, pageAfter, paramOf, queryOf } from '../http/validate.ts'

export const reportRoutes = new Hono<AppEnv>()
  .post(routes.run.path, jsonOf(routes.run.body), async (c) => {
    const { kind } = c.req.valid('json')
    const run = () => runCheckAlone(c.get('ports'), kind, c.env)
    const report = await audited(c, 'run', `system:${kind}`, run)
    return report.state === 'running' ? c.json(summaryBody(report), 202) : c.json(reportBody(report), 200)
  })
  .get(routes.list.path, queryOf(routes.list.query), async (c) => {
    const { kind, limit, cursor } = c.req.valid('query')
    const { record } = c.get('ports')
    if (kind === DEAD_LETTERS)
      return c.json({ items: [summaryBody(await deadLettersReport(record))], nextCursor: null }, 200)
    const page = await pageAfter(cursor, (after) => record.listReports(kind ?? null, limit, after))
    return c.json({ items: page.items.map(summaryBody), nextCursor: page.next }, 200)
  })
  .get(routes.get.path, paramOf(routes.get.params), async (c) => {
    const { id } = c.req.valid('param')
    const { record } = c.get('ports')
    const report: Report | null = id === DEAD_LETTERS ? await deadLettersReport(record) : await record.getReport(id)
    if (!report) throw new Problem('not_found', `The report ${id} does not exist.`)
    return c.json(reportBody(report), 200)
  })

/** Picks the fields, because a stored report also has its place. */
function summaryBody({ id, kind, startedAt, endedAt, state, checked, counts }: ReportSummary): ReportSummaryBody {
  const times = { startedAt: timeOf(startedAt), endedAt: endedAt === null ? null : timeOf(endedAt) }
  return { id, kind, ...times, state, checked, counts }
}

function reportBody(report: Report): ReportBody {
  return {
    ...summaryBody(report),
    findings: report.findings.map((finding) => ({ ...finding, at: timeOf(finding.at) })),
  }
}
