/**
 * A form that the API has refused: its values as typed, and the reason at each field.
 * Invariant: a password never comes back into a page.
 */
import type { Page } from './page.ts'
import type { FormState } from './parts/field.ts'
import type { Refusal } from './refusal.ts'
import { ACCOUNT_TEXTS } from './texts/account.ts'
import { wordsOf } from './texts/refusals.ts'
import type { View } from './view.ts'

export interface RefusedForm {
  readonly form: URLSearchParams
  readonly refusal: Refusal
  /** The field of the password that proves who the shopper is. */
  readonly proof: string
}

/** @param values the values of a form that was not sent yet */
export function stateOf(page: Page, values: Readonly<Record<string, string>>, refused: RefusedForm | null): FormState {
  const value = (name: string) => (/password/i.test(name) ? '' : (refused?.form.get(name) ?? values[name] ?? ''))
  return { value, errors: refused ? errorsOf(page, refused) : new Map() }
}

function errorsOf(page: Page, { form, refusal, proof }: RefusedForm): ReadonlyMap<string, string> {
  const texts = page.texts(ACCOUNT_TEXTS)
  const { code, errors = [] } = refusal.problem
  if (code === 'email_taken') return new Map([['email', texts.taken]])
  if (code === 'invalid_credentials') {
    return new Map([[proof, proof === 'password' && !page.session.isAccount ? texts.wrongPair : texts.wrongPassword]])
  }
  return new Map(errors.map(({ path }) => (path === 'password' ? proof : path)).map((path) => [path, reasonAt(path)]))

  function reasonAt(path: string): string {
    if (!form.get(path)?.trim()) return texts.missing
    if (path === 'email') return texts.badEmail
    return /password/i.test(path) ? texts.short : texts.bad
  }
}

/** The sentence above a form that was refused. */
export function reasonOf(page: Page, refused: RefusedForm | null): string {
  if (!refused) return ''
  return errorsOf(page, refused).size > 0 ? page.texts(ACCOUNT_TEXTS).check : wordsOf(refused.refusal, page.language)
}

/** The status and the header fields of a page with a refused form. */
export function answerTo(refused: RefusedForm | null): Pick<View, 'status' | 'headers'> {
  const headers: Record<string, string> = { 'Cache-Control': 'private, no-store' }
  if (!refused) return { headers }
  const { problem, retryAfter } = refused.refusal
  if (retryAfter !== null) headers['Retry-After'] = retryAfter
  // The cast: the API's statuses are HTTP's.
  const status = problem.code === 'invalid_request' ? 422 : problem.status
  return { headers, status: status as 422 }
}
