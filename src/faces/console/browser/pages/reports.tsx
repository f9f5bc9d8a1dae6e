/** The reports of the ledger check, the reconciliation and the dead letters, in one list and one format. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, call, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { href, place } from '../core/router.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Choice } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import type { PageProps } from './section.ts'
import { SystemTabs } from './system-tabs.tsx'

type Summary = AnswerOf<'GET /v1/admin/ops/reports'>['items'][number]

const CHECKS = ['reconciliation', 'ledger'] as const
const TONES = { running: 'now', complete: 'good', cut_short: 'bad' } as const

export function ReportsPage() {
  const t = texts(SYSTEM)
  const { query } = place.value
  const isAsking = useSignal(false)
  const live = useLive(`reports ${query}`, (signal) =>
    call('GET /v1/admin/ops/reports', { query: { limit: 50, ...Object.fromEntries(query) } }, { signal }),
  )
  return (
    <>
      <ListPage
        title={texts(FRAME).system}
        live={live}
        acts={
          isAdmin() && (
            <button type="button" class="quiet" onClick={() => (isAsking.value = true)}>
              {t.run}
            </button>
          )
        }
        caption={t.reports}
        keyOf={({ id }) => id}
        empty={t.noReports}
        columns={[
          {
            title: t.kind,
            isHead: true,
            cell: ({ id, kind, startedAt }) => (
              <>
                <a id={`report-${id}`} href={href(`/system/reports/${id}`)}>
                  {t.kinds[kind]}
                </a>
                <small class="brief">{fullMoment(startedAt)}</small>
              </>
            ),
          },
          { title: t.started, isExtra: true, cell: ({ startedAt }) => fullMoment(startedAt) },
          { title: t.status, cell: ({ state }) => <span class={`chip ${TONES[state]}`}>{t.states[state]}</span> },
          { title: t.checked, isExtra: true, cell: ({ checked }) => countsText(checked) },
          { title: t.found, cell: ({ counts }) => countsText(counts) || t.noFindings },
        ]}
      >
        <SystemTabs />
      </ListPage>
      {isAsking.value && <RunDialog onClose={() => (isAsking.value = false)} />}
    </>
  )
}

function countsText(counts: Summary['counts']): string {
  return Object.entries(counts)
    .filter(([, found]) => found > 0)
    .map(([what, found]) => `${count(found)} ${what}`)
    .join(', ')
}

function RunDialog({ onClose }: { onClose: () => void }) {
  const t = texts(SYSTEM)
  const kind = useSignal<(typeof CHECKS)[number]>('reconciliation')
  const act = async () => {
    await call('POST /v1/admin/ops/reports', { body: { kind: kind.value } })
    done(t.runStarted)
  }
  return (
    <Dialog title={t.runTitle} act={t.run} keep={texts(FRAME).close} onAct={act} onClose={onClose}>
      <Choice
        label={t.kind}
        value={kind.value}
        options={CHECKS.map((each) => [each, t.kinds[each]])}
        // The cast: the options are the kinds.
        onInput={(chosen) => (kind.value = chosen as typeof kind.value)}
      />
    </Dialog>
  )
}

export function ReportPage({ args: [id = ''] }: PageProps) {
  const t = texts(SYSTEM)
  const live = useLive(`report ${id}`, (signal) => call('GET /v1/admin/ops/reports/{id}', { path: { id } }, { signal }))
  return (
    <>
      <p class="crumb">
        <a href={href('/system/reports')}>{t.reports}</a>
      </p>
      <Head
        title={live.data ? t.kinds[live.data.kind] : t.reports}
        beside={live.data && <span class={`chip ${TONES[live.data.state]}`}>{t.states[live.data.state]}</span>}
        live={live}
      />
      <Shown live={live}>
        {({ startedAt, endedAt, checked, findings }) => (
          <>
            <section class="panel">
              <dl class="facts">
                <dt>{t.started}</dt>
                <dd>{fullMoment(startedAt)}</dd>
                <dt>{t.ended}</dt>
                <dd>{endedAt ? fullMoment(endedAt) : '–'}</dd>
                <dt>{t.checked}</dt>
                <dd>{countsText(checked)}</dd>
              </dl>
            </section>
            <section class="panel">
              <div class="panel-head">
                <h2>{t.findings}</h2>
                <span class="soft">{count(findings.length)}</span>
              </div>
              <Table
                caption={t.findings}
                rows={findings}
                keyOf={({ kind, subject, at }) => `${kind} ${subject} ${at}`}
                empty={t.noFindings}
                columns={[
                  { title: t.subject, isHead: true, cell: ({ subject }) => <span class="code">{subject}</span> },
                  { title: t.kind, cell: ({ kind }) => kind },
                  { title: t.expected, isExtra: true, cell: ({ expected }) => String(expected ?? '–') },
                  { title: t.foundValue, isExtra: true, cell: ({ found }) => String(found ?? '–') },
                  {
                    title: t.action,
                    cell: ({ action, repaired }) => (
                      <>
                        {t.actions[action]} {repaired && <span class="chip good">{t.repaired}</span>}
                      </>
                    ),
                  },
                ]}
              />
            </section>
          </>
        )}
      </Shown>
    </>
  )
}
