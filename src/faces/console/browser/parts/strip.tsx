/** The strip that names the result of the last action, with its undo where one exists. */
import { useSignal } from '@preact/signals'
import { failureText } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { done, failed, result } from '../core/results.ts'
import { FRAME } from '../texts/frame.ts'

export function Strip() {
  const t = texts(FRAME)
  const isBusy = useSignal(false)
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
        <div class="strip">
          <p>{shown.text}</p>
          {shown.undo && (
            <button type="button" aria-busy={isBusy.value} onClick={() => shown.undo && undo(shown.undo)}>
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
