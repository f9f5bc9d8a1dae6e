/**
 * A dialog that names its action in its title and on its button, and the other choice in words. It stays open with the
 * reason when the action is refused. The platform's own dialog keeps the focus inside and closes with Escape.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { failureText } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { FRAME } from '../texts/frame.ts'

interface Props {
  /** Names the action with its object, such as `Cancel order 261124-7K3M-9QXW`. */
  readonly title: string
  /** The words of the button; the title if they are the same. */
  readonly act?: string
  /** The words for leaving things as they are. */
  readonly keep?: string
  readonly isDangerous?: boolean
  /** Whether the action is not possible with the present fields. */
  readonly isBlocked?: boolean
  readonly isWide?: boolean
  readonly children?: ComponentChildren
  /** Does the action. The dialog closes when it resolves, shows why when it rejects, and stays open for `false`. */
  readonly onAct: () => Promise<unknown>
  readonly onClose: () => void
}

export function Dialog(props: Props) {
  const { title, act = title, keep = texts(FRAME).keep, children, onAct, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const error = useSignal<unknown>(null)
  const isBusy = useSignal(false)
  const id = useId()
  // Opens with the render and not after the paint: a key pressed in between would reach the page below.
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy.value || props.isBlocked) return
    isBusy.value = true
    error.value = null
    try {
      // Closing first gives the focus back to where it was.
      if ((await onAct()) !== false) dialog.current?.close()
    } catch (thrown) {
      error.value = thrown
    }
    isBusy.value = false
  }
  return (
    <dialog ref={dialog} class={props.isWide ? 'wide' : ''} aria-labelledby={id} onClose={onClose}>
      <form method="dialog" onSubmit={submit} noValidate>
        <h2 id={id}>{title}</h2>
        {children}
        {error.value !== null && (
          <p class="failed" role="alert">
            {failureText(error.value)}
          </p>
        )}
        <p class="acts">
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            {keep}
          </button>
          <button
            type="submit"
            class={props.isDangerous ? 'button danger' : 'button'}
            aria-disabled={isBusy.value || props.isBlocked === true}
            aria-busy={isBusy.value}
          >
            {act}
          </button>
        </p>
      </form>
    </dialog>
  )
}
