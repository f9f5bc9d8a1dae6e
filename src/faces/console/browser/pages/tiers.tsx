/** The tiers with their breakers, the traffic policies, and the caches of the isolate that answered. */
import { call } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, texts } from '../core/reader.ts'
import { readiness } from '../core/readiness.ts'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import { Policies } from './policies.tsx'
import { SystemTabs } from './system-tabs.tsx'

const TIERS = ['l2', 'record'] as const
const TONES = { up: 'good', down: 'bad', off: 'past' } as const

export function TiersPage() {
  const t = texts(SYSTEM)
  const live = useLive('readiness', readiness)
  return (
    <>
      <Head title={texts(FRAME).system} live={live} />
      <SystemTabs />
      <section class="panel">
        <Shown live={live}>
          {({ status, tiers }) => (
            <>
              <div class="panel-head">
                <h2>{t.overall}</h2>
                <span class={`chip ${status === 'ready' ? 'good' : status === 'down' ? 'bad' : 'now'}`}>
                  {t.overalls[status]}
                </span>
              </div>
              <Table
                caption={t.tier}
                rows={TIERS}
                keyOf={(tier) => tier}
                empty=""
                columns={[
                  { title: t.tier, isHead: true, cell: (tier) => t.tierNames[tier] },
                  {
                    title: t.status,
                    cell: (tier) => (
                      <span class={`chip ${TONES[tiers[tier].status]}`}>{t.statuses[tiers[tier].status]}</span>
                    ),
                  },
                  {
                    title: t.breaker,
                    cell: (tier) => {
                      const { breaker } = tiers[tier]
                      return breaker ? t.breakers[breaker] : '–'
                    },
                  },
                ]}
              />
              <p class="hint">{t.breakerHint}</p>
            </>
          )}
        </Shown>
      </section>
      <Policies />
      <Caches />
    </>
  )
}

function Caches() {
  const t = texts(SYSTEM)
  const live = useLive('caches', (signal) => call('GET /v1/admin/ops/caches', {}, { signal }))
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.caches}</h2>
      </div>
      <Shown live={live}>
        {({ items }) => (
          <Table
            caption={t.caches}
            rows={items}
            keyOf={({ name }) => name}
            empty={t.noCaches}
            columns={[
              { title: t.cache, isHead: true, cell: ({ name }) => name },
              { title: t.entries, isNumber: true, cell: ({ memory }) => count(memory.entries) },
              { title: t.memoryHits, isNumber: true, isExtra: true, cell: ({ hits }) => count(hits.memory) },
              { title: t.l2Hits, isNumber: true, isExtra: true, cell: ({ hits }) => count(hits.l2) },
              { title: t.loads, isNumber: true, cell: ({ loads }) => count(loads) },
              { title: t.errors, isNumber: true, cell: ({ errors }) => count(errors) },
            ]}
          />
        )}
      </Shown>
    </section>
  )
}
