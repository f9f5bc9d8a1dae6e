/** One endpoint: its fields, what waits, its attempts and the events that it gave up, each of which can be sent again. */
import { useSignal } from '@preact/signals'
import type { WebhookAttempt } from '../../../../../client/src/api.ts'
import { call, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { duration, fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { place } from '../core/router.ts'
import { EntityPage } from '../parts/entity-page.tsx'
import type { Doc } from '../parts/spec.ts'
import { Shown } from '../parts/states.tsx'
import { Pages, Table } from '../parts/table.tsx'
import { WEBHOOKS } from '../texts/webhooks.ts'
import type { PageProps } from './section.ts'
import { ReplayDialog, RotateDialog, SecretShown } from './webhook-acts.tsx'
import { webhookEntity } from './webhooks.tsx'

export function WebhookPage({ args: [id = ''] }: PageProps) {
  const t = texts(WEBHOOKS)
  return (
    <>
      <EntityPage entity={webhookEntity()} id={id} list={t.webhooks} aside={(doc) => <Acts id={id} doc={doc} />} />
      <Attempts id={id} />
      <DeadLetters id={id} />
    </>
  )
}

function Acts({ id, doc }: { id: string; doc: Doc }) {
  const t = texts(WEBHOOKS)
  const asked = useSignal<'rotate' | 'replay' | null>(null)
  const secret = useSignal<string | null>(null)
  const answer = useSignal<string | null>(null)
  const isBusy = useSignal(false)
  const close = () => (asked.value = null)
  const test = async () => {
    if (isBusy.value) return
    isBusy.value = true
    try {
      answer.value = answerText(await call('POST /v1/admin/webhooks/{id}/test', { path: { id } }))
      done(answer.value)
    } finally {
      isBusy.value = false
    }
  }
  return (
    <section class="panel">
      <p>
        {t.waiting}: {String(doc.waiting)} · {t.deadLetters}: {String(doc.deadLetters)}
      </p>
      {typeof doc.overlapUntil === 'string' && <p class="hint">{t.overlap(fullMoment(doc.overlapUntil))}</p>}
      {secret.value !== null && <SecretShown secret={secret.value} />}
      {answer.value !== null && <p role="status">{answer.value}</p>}
      {isAdmin() && (
        <p class="acts">
          <button type="button" class="quiet" aria-busy={isBusy.value} onClick={test}>
            {t.test}
          </button>
          <button type="button" class="quiet" onClick={() => (asked.value = 'replay')}>
            {t.replay}
          </button>
          <button type="button" class="quiet" onClick={() => (asked.value = 'rotate')}>
            {t.rotate}
          </button>
        </p>
      )}
      {asked.value === 'replay' && <ReplayDialog id={id} onClose={close} />}
      {asked.value === 'rotate' && (
        <RotateDialog
          id={id}
          version={Number(doc.version)}
          onSecret={(made) => (secret.value = made)}
          onClose={close}
        />
      )}
    </section>
  )
}

function answerText({ status, durationMs, excerpt }: WebhookAttempt): string {
  const t = texts(WEBHOOKS)
  const said = t.tested(status === null ? t.noAnswer : `${status}`, duration(durationMs))
  return excerpt ? `${said} ${excerpt}` : said
}

function Attempts({ id }: { id: string }) {
  const t = texts(WEBHOOKS)
  const cursor = place.value.query.get('cursor') ?? ''
  const live = useLive(`attempts ${id} ${cursor}`, (signal) =>
    call(
      'GET /v1/admin/webhooks/{id}/attempts',
      { path: { id }, query: { limit: 20, ...(cursor && { cursor }) } },
      { signal },
    ),
  )
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.attempts}</h2>
      </div>
      <Shown live={live}>
        {({ items, nextCursor }) => (
          <>
            <Table
              caption={t.attempts}
              rows={items}
              keyOf={({ at, eventId }) => `${at} ${eventId}`}
              empty={t.noAttempts}
              columns={[
                { title: t.event, isHead: true, cell: ({ eventId }) => <span class="code">{eventId}</span> },
                { title: t.type, cell: ({ type }) => type },
                { title: t.at, isExtra: true, cell: ({ at }) => fullMoment(at) },
                {
                  title: t.answer,
                  cell: ({ status }) => (
                    <span class={`chip ${status !== null && status >= 200 && status < 300 ? 'good' : 'bad'}`}>
                      {status ?? t.noAnswer}
                    </span>
                  ),
                },
                { title: t.took, isNumber: true, isExtra: true, cell: ({ durationMs }) => duration(durationMs) },
                { title: t.excerpt, isExtra: true, cell: ({ excerpt }) => excerpt },
                ...again(id, (type) => type !== 'webhook.test'),
              ]}
            />
            <Pages next={nextCursor} />
          </>
        )}
      </Shown>
    </section>
  )
}

function DeadLetters({ id }: { id: string }) {
  const t = texts(WEBHOOKS)
  const live = useLive(`given up ${id}`, (signal) =>
    call('GET /v1/admin/webhooks/{id}/dead-letters', { path: { id } }, { signal }),
  )
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.deadLetters}</h2>
      </div>
      <Shown live={live}>
        {({ items }) => (
          <Table
            caption={t.deadLetters}
            rows={items}
            keyOf={({ eventId }) => eventId}
            empty={t.noDead}
            columns={[
              { title: t.event, isHead: true, cell: ({ eventId }) => <span class="code">{eventId}</span> },
              { title: t.type, cell: ({ type }) => type },
              { title: t.subject, isExtra: true, cell: ({ subject }) => subject },
              { title: t.at, isExtra: true, cell: ({ at }) => fullMoment(at) },
              ...again(id, () => true),
            ]}
          />
        )}
      </Shown>
    </section>
  )
}

/** The column whose button delivers the event of a row again. */
function again(id: string, isStored: (type: string) => boolean) {
  const t = texts(WEBHOOKS)
  if (!isAdmin()) return []
  const replay = async (eventId: string) => {
    const { queued } = await call('POST /v1/admin/webhooks/{id}/replay', { path: { id }, body: { eventId } })
    done(t.replayed(queued))
  }
  const cell = ({ eventId, type }: { readonly eventId: string; readonly type: string }) =>
    isStored(type) && (
      <button type="button" class="link" aria-label={t.replayOf(eventId)} onClick={() => replay(eventId)}>
        {t.replay}
      </button>
    )
  return [{ title: t.replay, cell }]
}
