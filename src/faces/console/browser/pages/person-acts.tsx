/** The acts of an admin on an account. Each needs a reason, which the audit keeps. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, because, call } from '../core/api.ts'
import { texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { go, href } from '../core/router.ts'
import { saveAs } from '../core/save-as.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Choice, Field } from '../parts/field.tsx'
import { FRAME } from '../texts/frame.ts'
import { PEOPLE } from '../texts/people.ts'

interface Props {
  readonly account: AnswerOf<'GET /v1/admin/accounts/{userId}'>
  readonly onClose: () => void
}

type Role = Props['account']['role']

export function RoleDialog({ account: { id, email, role }, onClose }: Props) {
  const t = texts(PEOPLE)
  const chosen = useSignal<Role>(role)
  const password = useSignal('')
  const reason = useSignal('')
  const change = async (to: Role) => {
    const body = { role: to, ...(password.value && { password: password.value }) }
    await call('PATCH /v1/admin/accounts/{userId}', { path: { userId: id }, header: because(reason.value), body })
    return t.roleChanged(email, t.roles[to])
  }
  return (
    <Dialog
      title={t.changeRoleTitle(email)}
      act={t.changeRole}
      keep={t.keepAccount}
      isBlocked={chosen.value === role || reason.value.trim() === ''}
      onAct={async () => done(await change(chosen.value), () => change(role))}
      onClose={onClose}
    >
      <Choice
        label={t.role}
        value={chosen.value}
        options={Object.entries(t.roles)}
        // The cast: the options are the roles.
        onInput={(value) => (chosen.value = value as Role)}
      />
      <Field
        label={t.password}
        hint={t.passwordHint}
        type="password"
        autocomplete="current-password"
        value={password.value}
        onInput={(value) => (password.value = value)}
      />
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}

export function LockDialog({ account: { id, email }, isLock = false, onClose }: Props & { readonly isLock?: boolean }) {
  const t = texts(PEOPLE)
  const reason = useSignal('')
  const set = async (locks: boolean) => {
    const name = locks ? 'POST /v1/admin/accounts/{userId}/lock' : 'POST /v1/admin/accounts/{userId}/unlock'
    await call(name, { path: { userId: id }, header: because(reason.value) })
    return locks ? t.lockDone(email) : t.unlockDone(email)
  }
  return (
    <Dialog
      title={isLock ? t.lockTitle(email) : t.unlockTitle(email)}
      keep={t.keepAccount}
      isDangerous={isLock}
      isBlocked={reason.value.trim() === ''}
      onAct={async () => done(await set(isLock), () => set(!isLock))}
      onClose={onClose}
    >
      {isLock && <p>{t.lockText}</p>}
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}

export function ExportDialog({ account: { id, email }, onClose }: Props) {
  const t = texts(PEOPLE)
  const reason = useSignal('')
  const act = async () => {
    const path = { userId: id }
    const data = await call('POST /v1/admin/accounts/{userId}/export', { path, header: because(reason.value) })
    saveAs(`${id}.json`, JSON.stringify(data, null, 2))
    done(t.exported(email))
  }
  return (
    <Dialog
      title={t.exportTitle(email)}
      act={t.export}
      keep={texts(FRAME).close}
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}

export function EraseDialog({ account: { id, email }, onClose }: Props) {
  const t = texts(PEOPLE)
  const typed = useSignal('')
  const reason = useSignal('')
  const act = async () => {
    await call('DELETE /v1/admin/accounts/{userId}', { path: { userId: id }, header: because(reason.value) })
    go(href('/people'))
    done(t.erased(email))
  }
  return (
    <Dialog
      title={t.eraseTitle(email)}
      keep={t.keepData}
      isDangerous
      isBlocked={typed.value.trim() !== email || reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <p>{t.eraseText}</p>
      <Field
        label={t.eraseConfirm(email)}
        autocomplete="off"
        value={typed.value}
        onInput={(value) => (typed.value = value)}
      />
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
