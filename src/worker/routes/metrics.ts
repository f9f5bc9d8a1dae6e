/** The metrics: as text for Prometheus, with a bearer token of their own, and as a digest for the console. */
import { Hono } from 'hono'
import { metricsRoutes as routes } from '../../contract/http/metrics.ts'
import { Problem } from '../../contract/problem.ts'
import { staticTexts } from '../../contract/static-texts.ts'
import { MINUTE_MS, minuteOf } from '../../domain/metrics/minutes.ts'
import { PROMETHEUS_TYPE } from '../../domain/metrics/prometheus.ts'
import type { AppEnv } from '../context.ts'
import { queryOf } from '../http/validate.ts'
import { digestOf } from '../metrics/digest.ts'
import { exposition } from '../metrics/exposition.ts'
import { readMinutes, readTotals } from '../metrics/read.ts'
import { isMetricsToken } from '../metrics/token.ts'

export const metricsRoutes = new Hono<AppEnv>()
  .get(routes.text.path, queryOf(routes.text.query), async (c) => {
    const { config, objects } = c.get('ports')
    const { METRICS_TOKEN: token, DEPLOYMENT } = config
    // Without a token no caller may read them, so the route does not exist.
    if (!token) throw new Problem('not_found', 'The route does not exist.')
    if (!(await isMetricsToken(c.req.header('authorization') ?? '', token))) {
      throw new Problem('unauthenticated', 'Send METRICS_TOKEN as Authorization: Bearer <token>.')
    }
    const deployment = c.req.valid('query').deployment ?? DEPLOYMENT
    // Fails open: the numbers do not need their explanation.
    const texts = await staticTexts(c.env).catch(() => null)
    const text = await exposition(objects, deployment, texts?.metrics ?? {}, Date.now())
    return c.body(text, 200, { 'Content-Type': PROMETHEUS_TYPE, 'Cache-Control': 'no-store' })
  })
  .get(routes.digest.path, queryOf(routes.digest.query), async (c) => {
    const { config, objects } = c.get('ports')
    const { minutes, deployment = config.DEPLOYMENT } = c.req.valid('query')
    const now = Date.now()
    const since = minuteOf(now) - (minutes - 1) * MINUTE_MS
    const [totals, kept] = await Promise.all([
      readTotals(objects, deployment, false),
      readMinutes(objects, deployment, since),
    ])
    return c.json(digestOf(totals, kept, now), 200)
  })
