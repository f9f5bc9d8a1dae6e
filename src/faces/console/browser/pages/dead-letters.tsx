/** The dead letters: what the record refused, with a retry or a drop for each. */
import { useSignal } from '@preact/signals'
import type { DeadLetter } from '../../../../../client/src/api.ts'
import { because, call, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { href, place } from '../core/router.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import { SystemTabs } from './system-tabs.tsx'

type Asked = { readonly act: 'retry' | 'drop'; readonly letter: DeadLetter }

export function DeadLettersPage() {
  const t = texts(SYSTEM)
  const cursor = place.value.query.get('cursor') ?? ''
  const asked = useSignal<Asked | null>(null)
  const live = useLive(`dead letters ${cursor}`, (signal) =>
    call('GET /v1/admin/ops/dead-letters', { query: { limit: 50, ...(cursor && { cursor }) } }, { signal }),
  )
  return (
    <>
      <ListPage
        title={texts(FRAME).system}
        live={live}
        caption={t.deadLetters}
        keyOf={({ id }) => id}
        empty={t.noLetters}
        columns={[
          { title: t.aggregate, isHead: true, cell: (letter) => <Subject letter={letter} /> },
          {
            title: t.position,
            isExtra: true,
            cell: ({ epoch, version }) => (version === null ? '–' : `${epoch}-${version}`),
          },
          { title: t.reason, cell: ({ reason }) => reason },
          { title: t.at, isExtra: true, cell: ({ at }) => fullMoment(at) },
          ...(isAdmin()
            ? [
                {
                  title: t.act,
                  cell: (letter: DeadLetter) => <Acts letter={letter} onAsk={(next) => (asked.value = next)} />,
                },
              ]
            : []),
        ]}
      >
        <SystemTabs />
      </ListPage>
      {asked.value && <LetterDialog {...asked.value} onClose={() => (asked.value = null)} />}
    </>
  )
}

function nameOf({ kind, aggregateId, id }: DeadLetter): string {
  return aggregateId === null ? id : `${kind}:${aggregateId}`
}

function Subject({ letter }: { letter: DeadLetter }) {
  const { kind, aggregateId } = letter
  const at = { cart: '/carts', order: '/orders', stock: '/stock', account: '/people' }[kind ?? '']
  if (aggregateId === null) return <>{texts(SYSTEM).unreadable}</>
  return at ? (
    <a class="code" href={href(`${at}/${encodeURIComponent(aggregateId)}`)}>
      {nameOf(letter)}
    </a>
  ) : (
    <span class="code">{nameOf(letter)}</span>
  )
}

function Acts({ letter, onAsk }: { letter: DeadLetter; onAsk: (asked: Asked) => void }) {
  const t = texts(SYSTEM)
  return (
    <span class="row-acts">
      {letter.aggregateId !== null && (
        <button
          type="button"
          class="link"
          aria-label={t.retryTitle(nameOf(letter))}
          onClick={() => onAsk({ act: 'retry', letter })}
        >
          {t.retry}
        </button>
      )}
      <button
        type="button"
        class="link"
        aria-label={t.dropTitle(nameOf(letter))}
        onClick={() => onAsk({ act: 'drop', letter })}
      >
        {t.drop}
      </button>
    </span>
  )
}

function LetterDialog({ act, letter, onClose }: Asked & { readonly onClose: () => void }) {
  const t = texts(SYSTEM)
  const reason = useSignal('')
  const path = { id: letter.id }
  const name = nameOf(letter)
  const header = because(reason.value)
  const run = async () => {
    if (act === 'retry') await call('POST /v1/admin/ops/dead-letters/{id}/drain', { path, header })
    else await call('DELETE /v1/admin/ops/dead-letters/{id}', { path, header })
    done(act === 'retry' ? t.retried(name) : t.dropped(name))
  }
  return (
    <Dialog
      title={act === 'retry' ? t.retryTitle(name) : t.dropTitle(name)}
      keep={t.keepLetter}
      isDangerous={act === 'drop'}
      onAct={run}
      onClose={onClose}
    >
      <p>
        <span class="soft">{t.reason}:</span> {letter.reason}
      </p>
      {act === 'drop' && <p>{t.dropText}</p>}
      <Field label={texts(FIELDS).why} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
