/**
 * The pages of links in messages, and the form that asks for one. Only a form's post uses a token, because programs that
 * check messages open every link.
 */
import { html } from 'hono/html'
import type { Page } from '../page.ts'
import { field } from '../parts/field.ts'
import { answerTo, type RefusedForm, reasonOf, stateOf } from '../refused-form.ts'
import { ACCOUNT_TEXTS } from '../texts/account.ts'
import type { Html, View } from '../view.ts'

export type LinkPage = 'change-email' | 'confirm-email' | 'forgot-password' | 'reset-password' | 'unsubscribe'

/** @param done whether the form was answered. Then, and for a link that no longer works, the page leads on. */
export function linkView(
  page: Page,
  name: LinkPage,
  refused: RefusedForm | null = null,
  done: boolean | 'waiting' | 'changed' = false,
): View {
  const texts = page.texts(ACCOUNT_TEXTS)
  const { title, text, button, sent } = texts.links[name]
  const isTaken = refused?.refusal.problem.code === 'email_taken'
  const reason = isTaken ? texts.taken : reasonOf(page, refused)
  const token = page.c.req.query('token') ?? refused?.form.get('token') ?? ''
  const form = stateOf(page, {}, refused)
  const isDead = refused?.refusal.problem.code === 'link_invalid'
  const [next, nextText] =
    name === 'confirm-email' || name === 'change-email' || name === 'unsubscribe'
      ? ['/account', texts.account]
      : isDead
        ? ['/forgot-password', texts.forgot]
        : ['/sign-in', texts.signIn]
  const hop = html`<p><a href="${page.path(next)}">${nextText}</a></p>`
  const secret = {
    name: 'newPassword',
    type: 'password',
    autocomplete: 'new-password',
    maxLength: 256,
    isRequired: true,
  }
  const email = {
    name: 'email',
    label: texts.email,
    autocomplete: 'username',
    type: 'email',
    maxLength: 254,
    isRequired: true,
  }
  const fields: Record<LinkPage, Html | string> = {
    'change-email': '',
    'confirm-email': '',
    'forgot-password': field(form, email),
    unsubscribe: '',
    'reset-password': field(form, { ...secret, label: texts.next, hint: `${texts.long} ${texts.links.endsAll}` }),
  }
  return {
    name: 'sign-in',
    title,
    ...answerTo(refused),
    content: html`<section class="wide narrow"><h1>${title}</h1>${
      done
        ? html`<p class="note" role="status">${done === 'waiting' ? texts.links.waiting : sent}</p>${hop}`
        : html`${isDead ? '' : html`<p class="soft">${text}</p>`}${reason ? html`<p class="note now" role="alert">${reason}</p>` : ''}${
            isDead
              ? hop
              : html`<form class="stack" method="post" action="${page.path(name === 'unsubscribe' ? `/${name}?${new URLSearchParams({ token })}` : `/${name}`)}">${name === 'forgot-password' ? '' : html`<input type="hidden" name="token" value="${token}">`}${fields[name]}
<button class="button">${button}</button></form>`
          }`
    }</section>`,
  }
}
