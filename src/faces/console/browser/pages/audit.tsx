/** The audit: who did what, when, why, and what changed by it. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, call } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { go, href, place } from '../core/router.ts'
import { Field } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Pages, Table } from '../parts/table.tsx'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import { SystemTabs } from './system-tabs.tsx'

type Entry = AnswerOf<'GET /v1/admin/audit'>['items'][number]

const TONES = { done: 'past', refused: 'bad', unknown: 'now' } as const

export function AuditPage() {
  const t = texts(SYSTEM)
  const { query } = place.value
  const live = useLive(`audit ${query}`, (signal) =>
    call('GET /v1/admin/audit', { query: { limit: 50, ...Object.fromEntries(query) } }, { signal }),
  )
  return (
    <>
      <Head title={texts(FRAME).system} live={live} />
      <SystemTabs />
      <Filters key={`${query}`} />
      <div class="panel">
        <Shown live={live}>
          {({ items, nextCursor }) => (
            <>
              <Table
                caption={t.audit}
                rows={items}
                keyOf={({ id }) => id}
                empty={t.noEntries}
                columns={[
                  { title: t.at, cell: ({ at }) => fullMoment(at) },
                  {
                    title: t.subject,
                    isHead: true,
                    cell: ({ subject }) => (
                      <a class="code" href={href('/system/audit', { subject })}>
                        {subject}
                      </a>
                    ),
                  },
                  {
                    title: t.did,
                    cell: ({ action, outcome, detail }) => (
                      <>
                        {action}{' '}
                        {outcome !== 'done' && (
                          <span class={`chip ${TONES[outcome]}`}>
                            {t.outcomes[outcome]} {detail}
                          </span>
                        )}
                      </>
                    ),
                  },
                  { title: t.reason, cell: ({ reason }) => reason ?? '' },
                  { title: t.changes, isExtra: true, cell: (entry) => <Changes entry={entry} /> },
                  {
                    title: t.actor,
                    isExtra: true,
                    cell: ({ actor }) => (
                      <a class="code" href={href('/system/audit', { actor })}>
                        {actor}
                      </a>
                    ),
                  },
                ]}
              />
              <Pages next={nextCursor} />
            </>
          )}
        </Shown>
      </div>
    </>
  )
}

function Changes({ entry: { changes } }: { entry: Entry }) {
  return (
    <ul>
      {Object.entries(changes).map(([field, { from, to }]) => (
        <li key={field} class="code">
          {field}: <s class="soft">{short(from)}</s> {short(to)}
        </li>
      ))}
    </ul>
  )
}

const MAX_LENGTH = 80

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}

function Filters() {
  const t = texts(SYSTEM)
  const { query } = place.value
  const draft = {
    subject: useSignal(query.get('subject') ?? ''),
    actor: useSignal(query.get('actor') ?? ''),
    from: useSignal(query.get('from') ?? ''),
    to: useSignal(query.get('to') ?? ''),
  }
  const field = (name: keyof typeof draft, type = 'search') => (
    <Field label={t[name]} type={type} value={draft[name].value} onInput={(value) => (draft[name].value = value)} />
  )
  return (
    <search>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          go(
            href(
              '/system/audit',
              Object.fromEntries(Object.entries(draft).map(([name, { value }]) => [name, value.trim()])),
            ),
          )
        }}
      >
        {field('subject')}
        {field('actor')}
        {field('from', 'date')}
        {field('to', 'date')}
        <button type="submit" class="quiet">
          {texts(FRAME).apply}
        </button>
        {query.size > 0 && (
          <a class="link" href={href('/system/audit')}>
            {texts(FRAME).reset}
          </a>
        )}
      </form>
    </search>
  )
}
