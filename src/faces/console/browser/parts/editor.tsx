/**
 * Edits one thing of the catalogue or of the prices. Invariant: only changed fields are sent, with the version that the
 * operator found; if somebody else was faster, a comparison of the three states decides.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { because, exchangeAt, isAdmin, Refused } from '../core/api.ts'
import { drafts } from '../core/drafts.ts'
import { failureText, faultOf } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { changesOf, type Difference, differences, type Fields, isSame } from '../core/three-way.ts'
import { INVALID } from '../core/values.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import { Conflict } from './conflict.tsx'
import { Field } from './field.tsx'
import type { Doc, Entity } from './spec.ts'
import { ValueField } from './value-field.tsx'

interface Props {
  readonly entity: Entity
  readonly id: string
  /** The present state; the editor goes on from the state that it found first. */
  readonly doc: Doc
}

export function Editor({ entity, id, doc }: Props) {
  const t = texts(FIELDS)
  const { fields, api } = entity
  const names = fields.map(({ name }) => name)
  const place = `${api}/${encodeURIComponent(id)}`
  const left = drafts.get(place)
  const base = useSignal(left?.base ?? doc)
  const draft = useSignal<Doc>(left?.draft ?? doc)
  const meeting = useSignal<{ readonly theirs: Doc; readonly found: readonly Difference[] } | null>(null)
  const error = useSignal<unknown>(null)
  const reason = useSignal('')
  /** Another number makes the fields again, from the draft. */
  const turn = useSignal(0)
  const isClean = isSame(changesOf(names, base.value, draft.value), {})
  const restart = (from: Doc) => {
    drafts.delete(place)
    base.value = from
    draft.value = from
    error.value = null
    meeting.value = null
    turn.value++
  }
  // Without changes of their own, the operator sees those of others at once.
  useEffect(() => {
    if (isClean && isNewerThan(doc, base.value)) restart(doc)
  })
  useWarning(!isClean)

  const patch = async (changes: Fields, version: unknown): Promise<Doc> => {
    const header = { 'If-Match': `"${version}"`, ...because(reason.value) }
    return (await exchangeAt('PATCH', place, { body: changes, header })).body as Doc
  }
  const save = async (changes: Fields, over: Doc) => {
    try {
      const saved = await patch(changes, over.version)
      restart(saved)
      reason.value = ''
      done(texts(FRAME).saved(id), async () => {
        await patch(changesOf(Object.keys(changes), saved, over), saved.version)
        return texts(FRAME).undone
      })
    } catch (thrown) {
      const theirs = thrown instanceof Refused && thrown.code === 'version_mismatch' ? thrown.problem.current : null
      if (!theirs) throw thrown
      // The cast: a refused edit answers the present state of the same thing.
      meet(theirs as Doc)
      return false as const
    }
  }
  const meet = (theirs: Doc) => {
    meeting.value = { theirs, found: differences(names, base.value, draft.value, theirs) }
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isClean || hasInvalid(draft.value)) return
    error.value = null
    await save(changesOf(names, base.value, draft.value), base.value).catch((thrown: unknown) => {
      error.value = thrown
    })
  }
  const isNewer = !isClean && isNewerThan(doc, base.value)
  return (
    <form class="editor" onSubmit={submit} noValidate>
      {isNewer && (
        <p class="stale" role="status">
          {t.newer}
        </p>
      )}
      <EditedFields
        key={turn.value}
        entity={entity}
        draft={draft.value}
        error={error.value}
        onDraft={(next) => {
          draft.value = next
          drafts.set(place, { base: base.value, draft: next })
        }}
      />
      {error.value !== null && (
        <p class="failed" role="alert">
          {failureText(error.value)}
        </p>
      )}
      {isAdmin() ? (
        <div class="save">
          <Field label={t.why} value={reason.value} onInput={(value) => (reason.value = value)} />
          <button type="submit" class="button" aria-disabled={isClean || hasInvalid(draft.value)}>
            {t.edit(id)}
          </button>
          {!isClean && (
            <button type="button" class="quiet" onClick={() => restart(doc)}>
              {t.discard}
            </button>
          )}
        </div>
      ) : (
        <p class="soft">{texts(FRAME).adminsOnly}</p>
      )}
      {meeting.value && (
        <Conflict
          name={id}
          fields={fields}
          found={meeting.value.found}
          onMerge={(changes) => {
            const theirs = meeting.value?.theirs ?? doc
            if (isSame(changes, {})) {
              restart(theirs)
              return Promise.resolve()
            }
            return save(changes, theirs)
          }}
          onClose={() => meeting.value && restart(meeting.value.theirs)}
        />
      )}
    </form>
  )
}

interface FieldsProps {
  readonly entity: Entity
  readonly draft: Doc
  readonly error: unknown
  readonly onDraft: (draft: Doc) => void
}

/** The fields; support sees them, but cannot change them. */
export function EditedFields({ entity, draft, error, onDraft }: FieldsProps) {
  // Fields report one after another before the page is made again.
  const latest = useRef(draft)
  latest.current = draft
  return (
    <fieldset class="fields" disabled={!isAdmin()}>
      <legend class="unseen">{entity.noun}</legend>
      {entity.fields.map((spec) => (
        <ValueField
          key={spec.name}
          spec={spec}
          value={draft[spec.name]}
          fault={faultOf(error, spec.name)}
          onChange={(value) => {
            latest.current = { ...latest.current, [spec.name]: value }
            onDraft(latest.current)
          }}
        />
      ))}
    </fieldset>
  )
}

/** The page reads again a moment after a save, so its state may be the older one. */
function isNewerThan(doc: Doc, other: Doc): boolean {
  return Number(doc.version) > Number(other.version)
}

/** Whether a field, or a part of one, holds a text that is no value. */
export function hasInvalid(value: unknown): boolean {
  if (value === INVALID) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(hasInvalid)
}

/** The browser asks before it leaves a page with changes that were not saved. */
function useWarning(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isDirty])
}
