/** The audit: who did what, when, why, and what changed by it. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, call, operator } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { go, href, place } from '../core/router.ts'
import { Field } from '../parts/field.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { AUDIT } from '../texts/audit.ts'
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
    <ListPage
      title={texts(FRAME).system}
      live={live}
      caption={t.audit}
      keyOf={({ id }) => id}
      empty={t.noEntries}
      columns={[
        { title: t.at, isExtra: true, cell: ({ at }) => fullMoment(at) },
        {
          title: t.subject,
          isHead: true,
          cell: ({ subject, at }) => (
            <>
              <a class="code" href={href('/system/audit', { subject })}>
                {subject}
              </a>
              <small class="brief">{fullMoment(at)}</small>
            </>
          ),
        },
        {
          title: t.did,
          cell: ({ action, outcome, detail }) => (
            <>
              {actionText(action)}{' '}
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
              {actor === operator.value?.id ? operator.value.email : actor}
            </a>
          ),
        },
      ]}
    >
      <SystemTabs />
      <Filters key={`${query}`} />
    </ListPage>
  )
}

function actionText(action: string): string {
  const known: Readonly<Record<string, string>> = texts(AUDIT).actions
  return known[action] ?? action
}

const MAX_OPEN = 4

/** Many fields, such as those of a new product, are folded. */
function Changes({ entry: { changes } }: { entry: Entry }) {
  const all = Object.entries(changes)
  const list = (
    <ul>
      {all.map(([field, { from, to }]) => (
        <li key={field} class="code">
          {field}: {from !== null && <s class="soft">{short(from)}</s>} {short(to)}
        </li>
      ))}
    </ul>
  )
  if (all.length <= MAX_OPEN) return list
  return (
    <details>
      <summary>{texts(AUDIT).fields(all.length)}</summary>
      {list}
    </details>
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
  const field = (name: keyof typeof draft, type = 'search', placeholder?: string) => (
    <Field
      label={t[name]}
      type={type}
      placeholder={placeholder}
      value={draft[name].value}
      onInput={(value) => (draft[name].value = value)}
    />
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
        {field('subject', 'search', 'product:iphone-15')}
        {field('actor', 'search', 'usr_…')}
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
