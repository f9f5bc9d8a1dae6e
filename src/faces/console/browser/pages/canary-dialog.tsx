/**
 * Starts and stops the canary and changes its share, each with a reason. Invariant: a change is sent with the version
 * that the operator sees, so it never undoes a roll-back that they have not seen.
 */
import { useSignal } from '@preact/signals'
import type { Canary } from '../../../../../client/src/api.ts'
import { because, exchange, undoing } from '../core/api.ts'
import { share, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { parsed } from '../core/values.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { CANARY } from '../texts/canary.ts'

export type Act = 'start' | 'change' | 'stop'

interface Props {
  readonly act: Act
  readonly canary: Canary
  readonly etag: string
  readonly onClose: () => void
}

type Wanted = Pick<Canary, 'isRunning' | 'share' | 'users'>

export function CanaryDialog({ act, onClose, ...seen }: Props) {
  const t = texts(CANARY)
  // The state at which the dialog was opened; the page behind it goes on.
  const { canary, etag } = useSignal(seen).value
  const percent = useSignal(`${canary.share}`)
  const users = useSignal(canary.users.join(', '))
  const reason = useSignal('')
  const number = parsed('decimal', percent.value, false)
  const isShare = typeof number === 'number' && number >= 0 && number <= 100
  const put = async (
    { isRunning, share: wanted, users: named }: Wanted,
    match: string,
    why: ReturnType<typeof because>,
  ) => {
    const sent = { header: { 'If-Match': match, ...why }, body: { isRunning, share: wanted, users: named } }
    const { body, etag: next } = await exchange('PUT /v1/admin/ops/canary', sent)
    return { text: body.isRunning ? t.started(share(body.share / 100)) : t.stoppedNow, next }
  }
  const run = async () => {
    const wanted =
      act === 'stop'
        ? { ...canary, isRunning: false, share: 0 }
        : // The cast: a list of texts.
          { isRunning: true, share: Number(number), users: parsed('list', users.value, false) as string[] }
    const { text, next } = await put(wanted, etag, because(reason.value))
    const undo = async () => (await put(canary, next, undoing(reason.value))).text
    // A start after a stop chooses other senders, so nothing takes a stop back.
    done(text, act === 'stop' ? undefined : undo)
  }
  return (
    <Dialog
      title={t[`${act}Title`]}
      keep={act === 'stop' ? t.keepRunning : t.notYet}
      isDangerous={act === 'stop'}
      isBlocked={reason.value.trim() === '' || (act !== 'stop' && !isShare)}
      onAct={run}
      onClose={onClose}
    >
      {act === 'stop' ? (
        <p>{t.stopText}</p>
      ) : (
        <>
          <Field
            label={t.percent}
            inputMode="decimal"
            fault={isShare ? undefined : t.percent}
            value={percent.value}
            onInput={(value) => (percent.value = value)}
          />
          <Field label={t.users} hint={t.usersHint} value={users.value} onInput={(value) => (users.value = value)} />
        </>
      )}
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
