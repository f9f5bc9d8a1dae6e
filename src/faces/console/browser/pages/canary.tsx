/** The canary: which requests it answers, how it does beside the stable deployment, and its switch. */
import { useSignal } from '@preact/signals'
import type { Canary } from '../../../../../client/src/api.ts'
import { call, exchange, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { type Digest, pointsOf, type Series } from '../core/minutes.ts'
import { count, duration, fullMoment, share, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { CANARY } from '../texts/canary.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import { type Act, CanaryDialog } from './canary-dialog.tsx'
import { SystemTabs } from './system-tabs.tsx'

const WINDOW = 60

export function CanaryPage() {
  const t = texts(CANARY)
  const asked = useSignal<Act | null>(null)
  const live = useLive('canary', (signal) => exchange('GET /v1/admin/ops/canary', {}, { signal }))
  const canary = live.data?.body
  const acts: readonly Act[] = canary?.isRunning ? ['change', 'stop'] : canary?.isBound ? ['start'] : []
  return (
    <>
      <Head
        title={texts(FRAME).system}
        live={live}
        acts={
          <>
            {isAdmin() &&
              acts.map((act) => (
                <button key={act} type="button" class="quiet" onClick={() => (asked.value = act)}>
                  {t[act]}
                </button>
              ))}
            <a class="quiet" href={href('/system/audit', { subject: 'system:canary' })}>
              {texts(FIELDS).audit}
            </a>
          </>
        }
      />
      <SystemTabs />
      <Shown live={live}>
        {({ body, etag }) => (
          <>
            <State canary={body} />
            {(body.isRunning || body.isBound) && <Compared />}
            {asked.value && (
              <CanaryDialog act={asked.value} canary={body} etag={etag} onClose={() => (asked.value = null)} />
            )}
          </>
        )}
      </Shown>
    </>
  )
}

function State({ canary }: { canary: Canary }) {
  const t = texts(CANARY)
  const { isBound, isRunning, users, changedAt, changedBy, reason } = canary
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.canary}</h2>
        <span class={`chip ${isRunning ? 'now' : 'past'}`}>
          {isRunning ? t.running : isBound ? t.stopped : t.unbound}
        </span>
      </div>
      <p class="soft">{isBound || isRunning ? t.gets : t.unboundText}</p>
      <dl class="facts spaced">
        {isRunning && (
          <>
            <dt>{t.share}</dt>
            <dd>{share(canary.share / 100)}</dd>
            <dt>{t.users}</dt>
            <dd class="code">{users.join(', ') || t.noUsers}</dd>
          </>
        )}
        {changedAt && (
          <>
            <dt>{t.changed}</dt>
            <dd>
              {fullMoment(changedAt)} ·{' '}
              {changedBy === 'canary-budget' ? t.byBudget : <span class="code">{changedBy}</span>}
            </dd>
          </>
        )}
        {reason && (
          <>
            <dt>{t.reason}</dt>
            <dd>{reason}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

function useDigest(deployment: 'stable' | 'canary'): Digest | null {
  return useLive(`metrics of ${deployment}`, (signal) =>
    call('GET /v1/admin/ops/metrics', { query: { deployment, minutes: WINDOW } }, { signal }),
  ).data
}

function Compared() {
  const t = texts(CANARY)
  const digests = { stable: useDigest('stable'), canary: useDigest('canary') }
  const figures = ['requests', 'errors', 'p50', 'p99'] as const
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.compared}</h2>
      </div>
      <Table
        caption={t.compared}
        rows={figures}
        keyOf={(figure) => figure}
        empty=""
        columns={[
          { title: t.figure, isHead: true, cell: (figure) => t[figure] },
          { title: t.stable, isNumber: true, cell: (figure) => figureOf(digests.stable, figure) },
          { title: t.canary, isNumber: true, cell: (figure) => figureOf(digests.canary, figure) },
        ]}
      />
    </section>
  )
}

function figureOf(digest: Digest | null, figure: 'requests' | 'errors' | 'p50' | 'p99'): string {
  if (!digest) return '…'
  const of = (series: Series) => pointsOf(digest, series, WINDOW).flatMap(({ value }) => value ?? [])
  const sum = (series: Series) => of(series).reduce((all, value) => all + value, 0)
  if (figure === 'requests') return count(sum('requests'))
  if (figure === 'errors') return sum('requests') > 0 ? share(sum('errors') / sum('requests')) : '–'
  const values = of(figure === 'p50' ? 'p50Ms' : 'p99Ms')
  return values.length > 0 ? duration(Math.max(...values)) : '–'
}
