/** The page of one thing that operators edit, and the page on which a new one is made. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { exchangeAt, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { go, href } from '../core/router.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import { Dialog } from './dialog.tsx'
import { Editor, hasInvalid } from './editor.tsx'
import { Field } from './field.tsx'
import { Head } from './head.tsx'
import { NewForm } from './new-form.tsx'
import type { Doc, Entity } from './spec.ts'
import { Shown } from './states.tsx'

interface Props {
  readonly entity: Entity
  readonly id: string
  /** The name of the list, for the way back. */
  readonly list: string
  readonly aside?: (doc: Doc) => ComponentChildren
}

export function EntityPage({ entity, id, list, aside }: Props) {
  const t = texts(FIELDS)
  const { api, at, kind, noun } = entity
  const isAsking = useSignal(false)
  const place = `${api}/${encodeURIComponent(id)}`
  const live = useLive(`entity ${place}`, async (signal) => (await exchangeAt('GET', place, { signal })).body as Doc)
  const remove = async () => {
    await exchangeAt('DELETE', place, { header: { 'If-Match': `"${live.data?.version}"` } })
    go(href(at))
    done(t.deleted(id))
  }
  return (
    <>
      <p class="crumb">
        <a href={href(at)}>{list}</a>
      </p>
      <Head
        title={`${noun} ${id}`}
        live={live}
        acts={
          <>
            <a class="quiet" href={href('/system/audit', { subject: `${kind}:${id}` })}>
              {t.audit}
            </a>
            {isAdmin() && live.data && (
              <button type="button" class="quiet" onClick={() => (isAsking.value = true)}>
                {texts(FRAME).remove}
              </button>
            )}
          </>
        }
      />
      <Shown live={live}>
        {(doc) => (
          <>
            {aside?.(doc)}
            <section class="panel">
              <Editor entity={entity} id={id} doc={doc} />
              {typeof doc.updatedAt === 'string' && <p class="hint">{t.updated(fullMoment(doc.updatedAt))}</p>}
            </section>
          </>
        )}
      </Shown>
      {isAsking.value && (
        <Dialog
          title={t.deleteTitle(`${noun} ${id}`)}
          isDangerous
          onAct={remove}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </>
  )
}

export function NewEntityPage({ entity, list }: { entity: Entity; list: string }) {
  const t = texts(FIELDS)
  const { api, at, idField, noun, fresh } = entity
  const id = useSignal('')
  const draft = useSignal<Doc>(fresh)
  const error = useSignal<unknown>(null)
  const isReady = id.value.trim() !== '' && !hasInvalid(draft.value)
  const create = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!isReady) return
    try {
      await exchangeAt('POST', api, { body: { [idField]: id.value.trim(), ...draft.value } })
      go(href(`${at}/${encodeURIComponent(id.value.trim())}`))
      done(t.created(`${noun} ${id.value.trim()}`))
    } catch (thrown) {
      error.value = thrown
    }
  }
  const names: Readonly<Record<string, unknown>> = t
  return (
    <>
      <p class="crumb">
        <a href={href(at)}>{list}</a>
      </p>
      <Head title={t.create(noun)} />
      <NewForm
        entity={entity}
        draft={draft.value}
        error={error.value}
        isReady={isReady}
        act={t.create(noun)}
        onDraft={(next) => (draft.value = next)}
        onCreate={create}
      >
        <div class="fields">
          <Field label={String(names[idField])} value={id.value} onInput={(value) => (id.value = value)} />
        </div>
      </NewForm>
    </>
  )
}
