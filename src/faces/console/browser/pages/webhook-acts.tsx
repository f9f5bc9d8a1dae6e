/** The dialogs of an endpoint, and the secret that is shown once. */
import { useSignal } from '@preact/signals'
import { call } from '../core/api.ts'
import { texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { INVALID, parsed } from '../core/values.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Choice, Field } from '../parts/field.tsx'
import { WEBHOOKS } from '../texts/webhooks.ts'

export function SecretShown({ secret }: { secret: string }) {
  const t = texts(WEBHOOKS)
  return (
    <p role="status">
      {t.secret}: <span class="code">{secret}</span>
      <small class="block soft">{t.secretHint}</small>
    </p>
  )
}

interface RotateProps {
  readonly id: string
  readonly version: number
  readonly onSecret: (secret: string) => void
  readonly onClose: () => void
}

export function RotateDialog({ id, version, onSecret, onClose }: RotateProps) {
  const t = texts(WEBHOOKS)
  const rotate = async () => {
    const header = { 'If-Match': `"${version}"` }
    onSecret((await call('POST /v1/admin/webhooks/{id}/rotate', { path: { id }, header })).secret)
    done(t.rotated)
  }
  return (
    <Dialog title={t.rotate} keep={t.keep} onAct={rotate} onClose={onClose}>
      <p>{t.rotateText}</p>
    </Dialog>
  )
}

export function ReplayDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const t = texts(WEBHOOKS)
  const which = useSignal('one')
  const eventId = useSignal('')
  const from = useSignal('')
  const to = useSignal('')
  const [start, end] = [parsed('time', from.value, false), parsed('time', to.value, false)]
  const isOne = which.value === 'one'
  const isBlocked = isOne ? eventId.value.trim() === '' : start === INVALID || end === INVALID
  const replay = async () => {
    const body = isOne ? { eventId: eventId.value.trim() } : { from: String(start), to: String(end) }
    done(t.replayed((await call('POST /v1/admin/webhooks/{id}/replay', { path: { id }, body })).queued))
  }
  return (
    <Dialog title={t.replay} keep={t.keep} isBlocked={isBlocked} onAct={replay} onClose={onClose}>
      <Choice
        label={t.which}
        value={which.value}
        options={Object.entries(t.whichOnes)}
        onInput={(value) => (which.value = value)}
      />
      {isOne ? (
        <Field label={t.eventId} value={eventId.value} onInput={(value) => (eventId.value = value)} />
      ) : (
        <>
          <Field label={t.from} type="datetime-local" value={from.value} onInput={(value) => (from.value = value)} />
          <Field label={t.to} type="datetime-local" value={to.value} onInput={(value) => (to.value = value)} />
        </>
      )}
    </Dialog>
  )
}
