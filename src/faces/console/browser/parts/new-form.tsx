/** The form of a new entity: its fields, why the last attempt failed, and the button that creates it. */
import type { ComponentChildren } from 'preact'
import { failureText } from '../core/failures.ts'
import { EditedFields } from './editor.tsx'
import type { Doc, Entity } from './spec.ts'

interface Props {
  readonly entity: Entity
  readonly draft: Doc
  /** Null without a failed attempt. */
  readonly error: unknown
  readonly isReady: boolean
  /** The words of the button. */
  readonly act: string
  /** Fields above those of the entity. */
  readonly children?: ComponentChildren
  readonly onDraft: (draft: Doc) => void
  /** Does nothing while the form is not ready. */
  readonly onCreate: (event: SubmitEvent) => void
}

export function NewForm({ entity, draft, error, isReady, act, children, onDraft, onCreate }: Props) {
  return (
    <form class="panel editor" onSubmit={onCreate} noValidate>
      {children}
      <EditedFields entity={entity} draft={draft} error={error} onDraft={onDraft} />
      {error !== null && (
        <p class="failed" role="alert">
          {failureText(error)}
        </p>
      )}
      <div class="save">
        <button type="submit" class="button" aria-disabled={!isReady}>
          {act}
        </button>
      </div>
    </form>
  )
}
