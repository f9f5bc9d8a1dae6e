/**
 * The strip that names the result of the last action, with its undo where one exists. F8 leads to it from anywhere, as in
 * other programs with such strips, because its undo is of use only for a moment.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { failureText } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { done, failed, result } from '../core/results.ts'
import { FRAME } from '../texts/frame.ts'

export function Strip() {
  const t = texts(FRAME)
  const isBusy = useSignal(false)
  const strip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const reach = ({ key }: KeyboardEvent) => {
      if (key === 'F8') strip.current?.querySelector('button')?.focus()
    }
    addEventListener('keydown', reach)
    return () => removeEventListener('keydown', reach)
  }, [])
  const shown = result.value
  const undo = async (take: () => Promise<string>) => {
    if (isBusy.value) return
    isBusy.value = true
    try {
      done(await take())
    } catch (error) {
      failed(failureText(error))
    }
    isBusy.value = false
  }
  return (
    <div class="strip-place" role="status">
      {shown && (
        <div ref={strip} class="strip">
          <p>{shown.text}</p>
          {shown.undo && (
            <button
              type="button"
              aria-busy={isBusy.value}
              aria-keyshortcuts="F8"
              title="F8"
              onClick={() => shown.undo && undo(shown.undo)}
            >
              {t.undo}
            </button>
          )}
          <button type="button" onClick={() => (result.value = null)}>
            {t.dismiss}
          </button>
        </div>
      )}
    </div>
  )
}
