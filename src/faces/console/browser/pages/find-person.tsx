/** Finds a person by the e-mail address of the account or by the id. The address is sent in a body, never in a URL. */
import { useSignal } from '@preact/signals'
import { call, Refused } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { go, href } from '../core/router.ts'
import { Field } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { PEOPLE } from '../texts/people.ts'

/** @param at the path below which a person has a page */
function FindPage({ title, text, at }: { title: string; text: string; at: string }) {
  const t = texts(PEOPLE)
  const email = useSignal('')
  const id = useSignal('')
  const error = useSignal<string | null>(null)
  const find = async (event: SubmitEvent) => {
    event.preventDefault()
    error.value = null
    if (id.value.trim() !== '') return go(href(`${at}/${encodeURIComponent(id.value.trim())}`))
    if (email.value.trim() === '') return
    try {
      const found = await call('POST /v1/admin/accounts/search', { body: { email: email.value.trim() } })
      go(href(`${at}/${found.id}`))
    } catch (thrown) {
      const isNone = thrown instanceof Refused && thrown.code === 'not_found'
      error.value = isNone ? t.noAccount : failureText(thrown)
    }
  }
  return (
    <>
      <Head title={title} />
      <form class="panel editor" onSubmit={find}>
        <p class="soft">{text}</p>
        <div class="fields">
          <Field label={t.email} type="search" value={email.value} onInput={(value) => (email.value = value)} />
          <Field label={t.id} type="search" value={id.value} onInput={(value) => (id.value = value)} />
        </div>
        {error.value && (
          <p class="failed" role="alert">
            {error.value}
          </p>
        )}
        <div class="save">
          <button type="submit" class="button">
            {t.find}
          </button>
        </div>
      </form>
    </>
  )
}

export function PeoplePage() {
  const t = texts(PEOPLE)
  return <FindPage title={t.people} text={t.findText} at="/people" />
}

export function CartsPage() {
  const t = texts(PEOPLE)
  return <FindPage title={t.carts} text={t.findCart} at="/carts" />
}
