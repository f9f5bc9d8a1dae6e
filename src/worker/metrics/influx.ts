/**
 * Pushes the totals to InfluxDB once a minute, where INFLUX_URL is set. Totals are cumulative, so a push that fails
 * loses a point of the curve and no count; the next minute pushes again.
 */
import type { Config } from '../../contract/config.ts'
import type { Deployment } from '../../contract/rpc/metrics.ts'
import { influxLines } from '../../domain/metrics/influx.ts'
import type { Totals } from '../../domain/metrics/totals.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'

const PUSH_MS = 10_000

/** Throws an Error whose message has no data. */
export async function pushToInflux(
  { INFLUX_URL: url, INFLUX_DB: db, INFLUX_TOKEN: token }: Config,
  deployment: Deployment,
  totals: Totals,
  now: number,
): Promise<void> {
  if (!url) return
  const target = new URL(url)
  const { username, password } = target
  // The runtime refuses a URL with credentials. InfluxDB 1 takes them as basic authentication, later ones take a token.
  Object.assign(target, { username: '', password: '', search: `db=${encodeURIComponent(db)}&precision=ms` })
  target.pathname = `${target.pathname.replace(/\/$/, '')}/write`
  const basic = username && `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`
  const authorization = token ? `Token ${token}` : basic
  const answer = await withDeadline(PUSH_MS, (signal) =>
    fetch(target, {
      method: 'POST',
      body: influxLines(deployment, totals, now),
      headers: authorization ? { authorization } : {},
      signal,
    }),
  )
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`InfluxDB answered ${answer.status}`)
}
