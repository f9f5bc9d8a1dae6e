/** All alerts with their states, those that fire first. */
import type { Alert } from '../../../../../client/src/api.ts'
import { call } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, duration, language, moment, share, texts } from '../core/reader.ts'
import { ListPage } from '../parts/list-page.tsx'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import { SystemTabs } from './system-tabs.tsx'

const TONES = { ok: 'past', pending: 'now', firing: 'bad' } as const

export function AlertsPage() {
  const t = texts(SYSTEM)
  const live = useLive('alerts', (signal) => call('GET /v1/admin/ops/alerts', {}, { signal }))
  return (
    <ListPage
      title={texts(FRAME).system}
      live={live}
      caption={t.tabs.alerts}
      keyOf={({ id }) => id}
      empty={t.noAlerts}
      columns={[
        {
          title: t.alert,
          isHead: true,
          cell: ({ title, runbook }) => (
            <>
              {title[language.value]}
              <small class="block soft code">{runbook}</small>
            </>
          ),
        },
        { title: t.status, cell: ({ state }) => <span class={`chip ${TONES[state]}`}>{t.alertStates[state]}</span> },
        { title: t.severity, isExtra: true, cell: ({ severity }) => t.severities[severity] },
        { title: t.since, isExtra: true, cell: ({ since }) => (since ? moment(since) : '–') },
        { title: t.value, isNumber: true, cell: (alert) => valueText(alert, alert.value) },
        { title: t.threshold, isNumber: true, isExtra: true, cell: (alert) => valueText(alert, alert.threshold) },
      ]}
    >
      <SystemTabs />
    </ListPage>
  )
}

function valueText({ unit }: Alert, value: number | null): string {
  if (value === null) return '–'
  if (unit === 'percent') return share(value)
  return unit === 'seconds' ? duration(value * 1_000) : count(value)
}
