/** How data is shown before it is there, and when it cannot be read: what failed, and one action. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { failureText } from '../core/failures.ts'
import type { Live } from '../core/live.ts'
import { moment, texts } from '../core/reader.ts'
import { FRAME } from '../texts/frame.ts'

const SLOW_MS = 300

/** Shows the data; a failure before the first answer takes its place, a later one stands above it. */
export function Shown<T>({ live, children }: { live: Live<T>; children: (data: T) => ComponentChildren }) {
  const t = texts(FRAME)
  if (live.data === null) return live.error ? <Failure error={live.error} onRetry={live.reload} /> : <Slow />
  return (
    <>
      {live.error ? (
        <p class="stale" role="status">
          {t.stale(moment(new Date(live.at).toISOString()))} · {failureText(live.error)}{' '}
          <button type="button" class="link" onClick={live.reload}>
            {t.retry}
          </button>
        </p>
      ) : null}
      {children(live.data)}
    </>
  )
}

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div class="failure" role="alert">
      <p>{failureText(error)}</p>
      {onRetry && (
        <button type="button" class="quiet" onClick={onRetry}>
          {texts(FRAME).retry}
        </button>
      )}
    </div>
  )
}

/** Nothing at first, because most answers come sooner. */
function Slow() {
  const isSlow = useSignal(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      isSlow.value = true
    }, SLOW_MS)
    return () => clearTimeout(timer)
  }, [isSlow])
  return (
    <div class="slow" aria-busy="true">
      {isSlow.value && (
        <>
          <span class="unseen">{texts(FRAME).loading}</span>
          <i />
          <i />
          <i />
        </>
      )}
    </div>
  )
}

/** How old the data of this page is. */
export function LiveMark({ live }: { live: Live<unknown> }) {
  const now = useSignal(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 1_000)
    return () => clearInterval(timer)
  }, [now])
  if (live.at === 0 || live.error) return null
  return <p class="live">{texts(FRAME).live(Math.max(0, Math.round((now.value - live.at) / 1_000)))}</p>
}
