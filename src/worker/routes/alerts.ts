/** Lists the alerts with their states, for operators. */
import { Hono } from 'hono'
import { alertRoutes as routes } from '../../contract/http/alerts.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { runbookOf } from '../../domain/alerts/alert.ts'
import type { AppEnv } from '../context.ts'

export const alertRoutes = new Hono<AppEnv>().get(routes.list.path, async (c) => {
  const { items, sampledAt, owed } = await c.get('ports').objects.alerts().list()
  const shown = items.map(({ phase, since, announcedAt, ...alert }) => ({
    ...alert,
    state: phase,
    since: timeOrNull(since),
    announcedAt: timeOrNull(announcedAt),
    runbook: runbookOf(alert.id),
  }))
  return c.json({ items: shown, sampledAt: timeOrNull(sampledAt), owedNotices: owed }, 200)
})

function timeOrNull(at: number | null): string | null {
  return at === null ? null : timeOf(at)
}
