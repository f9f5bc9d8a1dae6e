/**
 * The state of the shop now: key figures, charts, things that need attention, tiers, and orders to ship. Each part reads
 * by itself, so that none waits for another.
 */
import { call } from '../core/api.ts'
import { useAttention } from '../core/attention.ts'
import { useLive } from '../core/live.ts'
import { type Digest, errorShares, latestOf, pointsOf, type Series, sumOf } from '../core/minutes.ts'
import { CURRENCY, count, duration, money, share, texts } from '../core/reader.ts'
import { go, href, place } from '../core/router.ts'
import { Chart } from '../parts/chart.tsx'
import { Choice } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'
import { TODAY } from '../texts/today.ts'
import { Attention } from './attention.tsx'
import { orderColumns } from './orders.tsx'
import { TierStates } from './tier-states.tsx'

const DAY_MINUTES = 1440
const DAY_EVERY_MS = 30_000
const WINDOWS = [60, 360, 1440] as const
const TO_SHIP = 8

export function TodayPage() {
  const t = texts(TODAY)
  const window = WINDOWS.find((each) => `${each}` === place.value.query.get('minutes')) ?? 60
  const live = useLive(`metrics ${window}`, (signal) =>
    call('GET /v1/admin/ops/metrics', { query: { minutes: window } }, { signal }),
  )
  return (
    <>
      <Head title={t.today} live={live} />
      <Figures />
      <div class="split even">
        <section class="panel tall">
          <Shown live={live}>{(digest) => <Chart {...chartOf(digest, 'requests', window)} />}</Shown>
        </section>
        <Attention />
      </div>
      <section class="panel">
        <TierStates digest={live.data} />
      </section>
      <ToShip />
      <div class="filters">
        <Choice
          label={t.window}
          value={`${window}`}
          options={WINDOWS.map((each) => [`${each}`, t.windows[each]])}
          onInput={(minutes) => go(href('/', { minutes }))}
        />
      </div>
      <div class="charts">{live.data && <Charts digest={live.data} window={window} />}</div>
    </>
  )
}

function Figures() {
  const t = texts(TODAY)
  const { orders } = useAttention()
  const live = useLive(
    'metrics of the day',
    (signal) => call('GET /v1/admin/ops/metrics', { query: { minutes: DAY_MINUTES } }, { signal }),
    DAY_EVERY_MS,
  )
  return (
    <Shown live={live}>
      {(digest) => {
        const figures = [
          [t.revenue, money({ amount: sumOf(digest, 'revenue'), currency: CURRENCY }), t.last24],
          [t.orders, count(sumOf(digest, 'orders')), orders > 0 ? t.toShip(orders) : t.last24],
          [t.carts, count(latestOf(digest, 'carts') ?? 0), t.lastMinute],
          [t.p99, durationOf(digest, 'p99Ms'), t.p50(durationOf(digest, 'p50Ms'))],
          [t.lag, durationOf(digest, 'lagP99Ms'), t.oldest(duration(digest.now.oldestUnconfirmedSeconds * 1_000))],
        ] as const
        return (
          <dl class="figures">
            {figures.map(([name, value, about]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
                <dd class="about">{about}</dd>
              </div>
            ))}
          </dl>
        )
      }}
    </Shown>
  )
}

function durationOf(digest: Digest, series: 'p50Ms' | 'p99Ms' | 'lagP99Ms'): string {
  const ms = latestOf(digest, series)
  return ms === null ? '–' : duration(ms)
}

const FORMATS: { readonly [S in Series]: (value: number) => string } = {
  requests: count,
  errors: share,
  orders: count,
  revenue: (amount) => money({ amount: Math.round(amount), currency: CURRENCY }),
  carts: count,
  p50Ms: duration,
  p99Ms: duration,
  lagP99Ms: duration,
  hitRatio: share,
}

/** Series of whole things: half an order is no step of a scale. */
const COUNTS: ReadonlySet<Series> = new Set(['requests', 'orders', 'carts'])

function chartOf(digest: Digest, series: Series, window: number) {
  const points = series === 'errors' ? errorShares(digest, window) : pointsOf(digest, series, window)
  return { title: texts(TODAY).charts[series], points, format: FORMATS[series], ...(COUNTS.has(series) && { step: 1 }) }
}

const CHARTS = ['errors', 'orders', 'revenue', 'carts', 'p50Ms', 'p99Ms', 'lagP99Ms', 'hitRatio'] as const

function Charts({ digest, window }: { digest: Digest; window: number }) {
  return CHARTS.map((series) => (
    <section key={series} class="panel">
      <Chart {...chartOf(digest, series, window)} />
    </section>
  ))
}

function ToShip() {
  const t = texts(TODAY)
  const live = useLive('to ship', (signal) =>
    call('GET /v1/admin/orders', { query: { status: 'paid', limit: TO_SHIP } }, { signal }),
  )
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.waiting}</h2>
        <a class="link" href={href('/orders', { status: 'paid' })}>
          {texts(FRAME).orders}: {texts(ORDERS).statuses.paid}
        </a>
      </div>
      <Shown live={live}>
        {({ items }) => (
          <Table
            caption={t.waiting}
            columns={orderColumns()}
            rows={items}
            keyOf={({ id }) => id}
            empty={t.noneWaiting}
          />
        )}
      </Shown>
    </section>
  )
}
