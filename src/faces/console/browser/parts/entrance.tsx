/** The sign-in of operators. The place in the URL stays, so the operator arrives where the link led. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { signIn } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { FRAME } from '../texts/frame.ts'
import { Field } from './field.tsx'
import { Languages } from './languages.tsx'

export function Entrance() {
  const t = texts(FRAME)
  const email = useSignal('')
  const password = useSignal('')
  const error = useSignal<unknown>(null)
  const isBusy = useSignal(false)
  useEffect(() => {
    document.title = `${t.signIn} · Pannier`
  }, [t])
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy.value) return
    isBusy.value = true
    error.value = null
    try {
      await signIn(email.value, password.value)
    } catch (thrown) {
      error.value = thrown
    }
    isBusy.value = false
  }
  return (
    <main class="entrance">
      <p class="brand">Pannier</p>
      <div class="panel">
        <h1>{t.signIn}</h1>
        <p class="soft">{t.signInText}</p>
        <form onSubmit={submit}>
          <Field
            label={t.email}
            type="email"
            autocomplete="username"
            required
            value={email.value}
            onInput={(value) => (email.value = value)}
          />
          <Field
            label={t.password}
            type="password"
            autocomplete="current-password"
            required
            value={password.value}
            onInput={(value) => (password.value = value)}
          />
          {error.value !== null && (
            <p class="failed" role="alert">
              {failureText(error.value)}
            </p>
          )}
          <button type="submit" class="button" aria-busy={isBusy.value}>
            {t.signIn}
          </button>
        </form>
      </div>
      <Languages />
    </main>
  )
}
