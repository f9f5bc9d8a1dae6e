/**
 * The things that need attention, the most urgent first, each with the page on which it is handled. The last check of
 * each kind stands below them also when it found nothing.
 */
import { call } from '../core/api.ts'
import { useAttention } from '../core/attention.ts'
import { useLive } from '../core/live.ts'
import { count, language, moment, texts } from '../core/reader.ts'
import { readiness } from '../core/readiness.ts'
import { href } from '../core/router.ts'
import { SYSTEM } from '../texts/system.ts'
import { TODAY } from '../texts/today.ts'

const EVERY_MS = 30_000

interface Item {
  readonly key: string
  readonly tone: 'bad' | 'now' | 'good'
  readonly text: string
  readonly about?: string
  readonly to: string
}

export function Attention() {
  const t = texts(TODAY)
  const s = texts(SYSTEM)
  const open = useAttention()
  const { data } = useLive('readiness', readiness)
  const reports = useLive(
    'attention reports',
    (signal) => call('GET /v1/admin/ops/reports', { query: { limit: 10 } }, { signal }),
    EVERY_MS,
  )
  const jobs = useLive('jobs', (signal) => call('GET /v1/admin/ops/jobs', {}, { signal }), EVERY_MS)
  const all = reports.data?.items ?? []
  // The newest of each kind.
  const checks = all.filter(({ kind }, index) => all.findIndex((other) => other.kind === kind) === index)
  const down = (['l2', 'record'] as const).filter((tier) => data?.tiers[tier].status === 'down')
  const items: readonly Item[] = [
    ...down.map(
      (tier): Item => ({
        key: tier,
        tone: 'bad',
        text: `${s.tierNames[tier]}: ${s.statuses.down}`,
        to: href('/system/tiers'),
      }),
    ),
    ...open.firing.map(
      ({ id, severity, title, since }): Item => ({
        key: id,
        tone: severity === 'page' ? 'bad' : 'now',
        text: title[language.value],
        about: since ? t.since(moment(since)) : '',
        to: href('/system/alerts'),
      }),
    ),
    ...(jobs.data?.items ?? [])
      .filter(({ outcome }) => outcome === 'failed')
      .map(
        ({ name, startedAt, reason }): Item => ({
          key: `job ${name}`,
          tone: 'now',
          text: t.jobFailed(name),
          about: [moment(startedAt), reason].filter(Boolean).join(' · '),
          to: href('/system/jobs'),
        }),
      ),
    ...some('letters', 'now', open.letters, t.deadLetters, href('/system/dead-letters')),
    ...some('orders', 'now', open.orders, t.ordersToShip, href('/orders', { status: 'paid' })),
    ...some('returns', 'now', open.returns, t.returnsToAnswer, href('/orders', { return: 'requested' })),
    ...checks
      .map(({ id, kind, startedAt, counts }): Item => {
        const found = Object.values(counts).reduce((sum, each) => sum + each, 0)
        return {
          key: id,
          tone: found > 0 ? 'now' : 'good',
          text: found > 0 ? t.findings(s.kinds[kind], found) : t.allAgree(s.kinds[kind]),
          about: moment(startedAt),
          to: href(`/system/reports/${id}`),
        }
      })
      .toSorted((a, b) => b.tone.localeCompare(a.tone)),
  ]
  const urgent = items.filter(({ tone }) => tone !== 'good').length
  return (
    <section class="panel attention">
      <div class="panel-head">
        <h2>{t.attention}</h2>
        <span class="soft">{count(urgent)}</span>
      </div>
      {urgent === 0 && <p class="soft">{t.nothing}</p>}
      {items.length > 0 && (
        <ul>
          {items.map(({ key, tone, text, about, to }) => (
            <li key={key}>
              <i class={tone} />
              <span>
                {text}
                {about && <small>{about}</small>}
              </span>
              <a class="link" href={to}>
                {t.look}
                <span class="unseen"> {text}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function some(
  key: string,
  tone: Item['tone'],
  open: number,
  text: (count: number) => string,
  to: string,
): readonly Item[] {
  return open > 0 ? [{ key, tone, text: text(open), to }] : []
}
