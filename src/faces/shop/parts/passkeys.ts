/**
 * Passkeys in the pages. The forms are hidden until the pages' script finds that the browser has passkeys
 * (browser/passkeys.ts); it fills in the field `response` and sends the form.
 */
import { html } from 'hono/html'
import type { PasskeysBody } from '../../../contract/answers/passkeys.ts'
import { KEPT } from '../kept-form.ts'
import type { Page } from '../page.ts'
import { ACCOUNT_TEXTS } from '../texts/account.ts'
import type { Html } from '../view.ts'

export function passkeyEntrance(page: Page, back: string, kept: string): Html {
  const { passkeys: texts } = page.texts(ACCOUNT_TEXTS)
  return html`<form class="stack" method="post" action="${page.path('/passkey-sign-in')}" data-passkey="get" data-failed="${texts.failed}" hidden><input type="hidden" name="back" value="${back}">${kept ? html`<input type="hidden" name="${KEPT}" value="${kept}">` : ''}
<input type="hidden" name="response"><p class="note now" role="alert" hidden></p><button class="quiet">${texts.signIn}</button></form>`
}

/** @param options for the new passkey, which the browser reads */
export function passkeyForm(page: Page, options: object): Html {
  const { passkeys: texts } = page.texts(ACCOUNT_TEXTS)
  return html`<noscript><p class="note">${texts.needsScript}</p></noscript><form class="stack" method="post" action="${page.path('/account/passkeys')}" data-passkey="create" data-options="${JSON.stringify(options)}" data-failed="${texts.failed}" hidden><p class="note" role="status">${texts.created}</p>
<div class="field"><label for="passkeyName">${texts.name}</label><input id="passkeyName" name="name" maxlength="60" autocomplete="off" value="${texts.device}"></div>
<input type="hidden" name="response"><p class="note now" role="alert" hidden></p><button class="button" autofocus>${texts.create}</button></form>`
}

export function passkeyList(page: Page, items: PasskeysBody['items']): Html {
  const texts = page.texts(ACCOUNT_TEXTS)
  if (items.length === 0) return ''
  const time = new Intl.DateTimeFormat(page.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  return html`<ul class="sign-ins">${items.map(({ id, name, lastUsedAt }) => {
    const used = lastUsedAt ? `${texts.lastUsed} ${time.format(new Date(lastUsedAt))} UTC` : texts.passkeys.neverUsed
    return html`<li><form class="actions" method="post" action="${page.path('/account/passkeys')}"><input type="hidden" name="id" value="${id}">
<div class="field"><input name="name" maxlength="60" autocomplete="off" value="${name}" aria-label="${texts.passkeys.name}"></div><span class="soft">${used}</span>
<button class="quiet" name="act" value="rename">${texts.passkeys.rename}</button><button class="quiet" name="act" value="remove">${texts.passkeys.remove}</button></form></li>`
  })}</ul>`
}
