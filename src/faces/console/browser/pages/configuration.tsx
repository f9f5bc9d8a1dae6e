/** The last runs of the scheduled jobs, and the configuration without secrets. */
import { call } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { duration, fullMoment, texts } from '../core/reader.ts'
import { Head } from '../parts/head.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import { SystemTabs } from './system-tabs.tsx'

const EVERY_MS = 15_000

export function JobsPage() {
  const t = texts(SYSTEM)
  const live = useLive('jobs', (signal) => call('GET /v1/admin/ops/jobs', {}, { signal }), EVERY_MS)
  return (
    <ListPage
      title={texts(FRAME).system}
      live={live}
      caption={t.jobs}
      keyOf={({ name }) => name}
      empty={t.noJobs}
      columns={[
        { title: t.job, isHead: true, cell: ({ name }) => name },
        { title: t.lastRun, cell: ({ startedAt }) => fullMoment(startedAt) },
        {
          title: t.took,
          isNumber: true,
          isExtra: true,
          cell: ({ startedAt, endedAt }) => (endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : '–'),
        },
        {
          title: t.result,
          cell: ({ outcome, reason }) => (
            <>
              <span class={`chip ${outcome === 'done' ? 'good' : 'bad'}`}>{t.jobOutcomes[outcome]}</span> {reason}
            </>
          ),
        },
      ]}
    >
      <SystemTabs />
    </ListPage>
  )
}

export function ConfigurationPage() {
  const t = texts(SYSTEM)
  const live = useLive('configuration', (signal) => call('GET /v1/admin/ops/config', {}, { signal }), EVERY_MS)
  return (
    <>
      <Head title={texts(FRAME).system} live={live} />
      <SystemTabs />
      <Shown live={live}>
        {({ versions, variables, bindings }) => (
          <div class="split">
            <section class="panel">
              <Table
                caption={t.configuration}
                rows={variables}
                keyOf={({ name }) => name}
                empty=""
                columns={[
                  { title: t.variable, isHead: true, cell: ({ name }) => <span class="code whole">{name}</span> },
                  {
                    title: t.value,
                    cell: ({ isSet, isHidden, value }) => (
                      <span class={isSet ? 'code' : 'soft'}>
                        {isSet
                          ? isHidden
                            ? t.secret
                            : textOf(value)
                          : `${t.unset}${value === null ? '' : `: ${textOf(value)}`}`}
                      </span>
                    ),
                  },
                ]}
              />
            </section>
            <div>
              <section class="panel">
                <div class="panel-head">
                  <h2>{t.versions}</h2>
                </div>
                <dl class="facts">
                  {Object.entries({ ...versions, ...versions.schemas }).map(([name, version]) =>
                    typeof version === 'object' ? null : (
                      <>
                        <dt>{name}</dt>
                        <dd>{version}</dd>
                      </>
                    ),
                  )}
                </dl>
              </section>
              <section class="panel">
                <div class="panel-head">
                  <h2>{t.bindings}</h2>
                </div>
                <ul>
                  {bindings.map((binding) => (
                    <li key={binding} class="code">
                      {binding}
                    </li>
                  ))}
                </ul>
              </section>
            </div>
          </div>
        )}
      </Shown>
    </>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
