/** Sign-in and registration: one form each, and the way from one to the other. */
import { html } from 'hono/html'
import { KEPT } from '../kept-form.ts'
import type { Page } from '../page.ts'
import { field } from '../parts/field.ts'
import { passkeyEntrance } from '../parts/passkeys.ts'
import { answerTo, type RefusedForm, reasonOf, stateOf } from '../refused-form.ts'
import { ACCOUNT_TEXTS } from '../texts/account.ts'
import type { View } from '../view.ts'

export type Entrance = 'sign-in' | 'register'

/**
 * @param back the path to which the form leads
 * @param kept the values of a form that the sign-in interrupts, or ''
 */
export function signInView(
  page: Page,
  entrance: Entrance,
  back: string,
  refused: RefusedForm | null = null,
  kept = refused?.form.get(KEPT) ?? '',
): View {
  const texts = page.texts(ACCOUNT_TEXTS)
  const isNew = entrance === 'register'
  const title = isNew ? texts.register : texts.signIn
  const reason = reasonOf(page, refused)
  const form = stateOf(page, {}, refused)
  const password = { name: 'password', label: texts.password, type: 'password', maxLength: 256, isRequired: true }
  return {
    name: 'sign-in',
    title,
    ...answerTo(refused),
    // The form may be shown under the path of the form that it interrupts.
    ...((kept || refused) && { pathIn: ({ language }) => `/${language}/${entrance}` }),
    content: html`<section class="wide narrow"><h1>${title}</h1>${kept ? html`<p class="note" role="alert">${texts.ended}</p>` : html`<p class="soft">${texts.keepsCart}</p>`}
${reason ? html`<p class="note now" role="alert">${reason}</p>` : ''}
<form class="stack" method="post" action="${page.path(`/${entrance}`)}"><input type="hidden" name="back" value="${back}">${kept ? html`<input type="hidden" name="${KEPT}" value="${kept}">` : ''}
${isNew ? field(form, { name: 'name', label: texts.name, autocomplete: 'name', maxLength: 100 }) : ''}
${field(form, { name: 'email', label: texts.email, autocomplete: 'username', type: 'email', maxLength: 254, isRequired: true })}
${field(form, isNew ? { ...password, autocomplete: 'new-password', hint: texts.long } : { ...password, autocomplete: 'current-password' })}
<button class="button">${title}</button></form>
${isNew ? '' : passkeyEntrance(page, back, kept)}
${isNew ? '' : html`<p><a href="${page.path('/forgot-password')}">${texts.forgot}</a></p>`}
<p>${isNew ? texts.isKnown : texts.isNew} <a href="${page.path(isNew ? '/sign-in' : '/register')}?${new URLSearchParams({ back })}">${isNew ? texts.signIn : texts.register}</a></p></section>`,
  }
}
