/** The endpoints that receive events: their list, and the form that makes one and shows its secret once. */
import { useSignal } from '@preact/signals'
import { call, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { href } from '../core/router.ts'
import { hasInvalid } from '../parts/editor.tsx'
import { Head } from '../parts/head.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { NewForm } from '../parts/new-form.tsx'
import type { Doc, Entity } from '../parts/spec.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import { WEBHOOKS } from '../texts/webhooks.ts'
import { SystemTabs } from './system-tabs.tsx'
import { SecretShown } from './webhook-acts.tsx'

const AT = '/system/webhooks'

export function webhookEntity(isNew = false): Entity {
  const t = texts(WEBHOOKS)
  return {
    ...{ kind: 'webhook', api: '/v1/admin/webhooks', at: AT, idField: 'id', noun: t.webhook },
    fields: [
      { name: 'url', label: t.url, kind: 'text', hint: t.urlHint },
      { name: 'types', label: t.types, kind: 'list', hint: t.typesHint },
      { name: 'description', label: t.description, kind: 'text', isNullable: true },
      ...(isNew ? [] : [{ name: 'isPaused', label: t.isPaused, kind: 'bool' } as const]),
    ],
    fresh: { url: '', types: ['*'], description: null },
  }
}

export function WebhooksPage() {
  const t = texts(WEBHOOKS)
  const live = useLive('webhooks', (signal) => call('GET /v1/admin/webhooks', {}, { signal }))
  return (
    <ListPage
      title={texts(FRAME).system}
      live={live}
      acts={
        isAdmin() && (
          <a class="button" href={href('/system/new-webhook')}>
            {t.add}
          </a>
        )
      }
      caption={t.webhooks}
      keyOf={({ id }) => id}
      empty={t.none}
      columns={[
        {
          title: t.url,
          isHead: true,
          cell: ({ id, url, description }) => (
            <>
              <a class="code" href={href(`${AT}/${id}`)}>
                {url}
              </a>
              <small class="block soft">{description}</small>
            </>
          ),
        },
        { title: t.types, isExtra: true, cell: ({ types }) => types.join(', ') },
        {
          title: t.state,
          cell: ({ isPaused }) => (
            <span class={`chip ${isPaused ? 'now' : 'good'}`}>{t.states[isPaused ? 'paused' : 'running']}</span>
          ),
        },
        { title: t.waiting, isNumber: true, cell: ({ waiting }) => count(waiting) },
        { title: t.deadLetters, isNumber: true, isExtra: true, cell: ({ deadLetters }) => count(deadLetters) },
      ]}
    >
      <SystemTabs />
    </ListPage>
  )
}

export function NewWebhookPage() {
  const t = texts(WEBHOOKS)
  const entity = webhookEntity(true)
  const draft = useSignal<Doc>(entity.fresh)
  const error = useSignal<unknown>(null)
  const made = useSignal<{ readonly id: string; readonly secret: string } | null>(null)
  const isReady = draft.value.url !== '' && !hasInvalid(draft.value)
  const create = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!isReady || made.value) return
    // The casts: the fields of the form hold values of these kinds.
    const { url, types, description } = draft.value as { url: string; types: string[]; description: string | null }
    try {
      const body = { url, types, ...(description && { description }) }
      made.value = await call('POST /v1/admin/webhooks', { body })
      error.value = null
      done(t.created(url))
    } catch (thrown) {
      error.value = thrown
    }
  }
  return (
    <>
      <p class="crumb">
        <a href={href(AT)}>{t.webhooks}</a>
      </p>
      <Head title={t.add} />
      {made.value ? (
        <section class="panel editor">
          <SecretShown secret={made.value.secret} />
          <p class="acts">
            <a class="button" href={href(`${AT}/${made.value.id}`)}>
              {t.toEndpoint}
            </a>
          </p>
        </section>
      ) : (
        <NewForm
          entity={entity}
          draft={draft.value}
          error={error.value}
          isReady={isReady}
          act={texts(FIELDS).create(t.webhook)}
          onDraft={(next) => (draft.value = next)}
          onCreate={create}
        />
      )}
    </>
  )
}
