/** The account's page and its forms. A sign-in that has ended leads to the sign-in page. */
import { type Context, Hono } from 'hono'
import { bodyOf } from '../api.ts'
import { type FlashKind, leaveFlash } from '../flash.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { type AccountForm, accountView } from '../pages/account.ts'
import { credentialIn } from '../passkey-form.ts'
import { refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
import { ACCOUNT_TEXTS, REMINDERS_TEXT } from '../texts/account.ts'
import type { View } from '../view.ts'

export const accountRoutes = new Hono<PageEnv>()
  .get(
    `${IN_LANGUAGE}/account`,
    signedIn((page) => accountView(page)),
  )
  .get(
    `${IN_LANGUAGE}/account/export`,
    signedIn(async (page) => {
      const text = JSON.stringify(await bodyOf(page.api.v1.me.export.$get()), null, 2)
      return page.c.body(text, 200, {
        'Content-Type': 'application/json',
        'Content-Disposition': 'attachment; filename="pannier.json"',
        'Cache-Control': 'private, no-store',
      })
    }),
  )
  .post(
    `${IN_LANGUAGE}/account/profile`,
    posted('profile', 'password', 'saved', async (page, form) => {
      const { me } = page.api.v1
      const email = form('email').trim()
      const before = await bodyOf(me.$get())
      const json = {
        name: form('name').trim() || null,
        ...(email !== before.email && { email }),
        password: form('password'),
      }
      await bodyOf(me.$patch({ json }))
    }),
  )
  .post(
    `${IN_LANGUAGE}/account/password`,
    posted('password', 'currentPassword', 'saved', (page, form) => {
      const json = { currentPassword: form('currentPassword'), newPassword: form('newPassword') }
      return bodyOf(page.api.v1.auth.password.$post({ json }))
    }),
  )
  .post(
    `${IN_LANGUAGE}/account/confirmation`,
    posted('confirmation', 'password', 'linkSent', (page) => bodyOf(page.api.v1.me.email.confirmation.$post())),
  )
  .post(
    `${IN_LANGUAGE}/account/reminders`,
    posted('reminders', '', 'saved', (page, form) => {
      const consent = page.api.v1.me['cart-reminders']
      return bodyOf(form('agree') === 'yes' ? consent.$put({ json: { text: REMINDERS_TEXT } }) : consent.$delete())
    }),
  )
  .post(
    `${IN_LANGUAGE}/account/end-sign-in`,
    posted('end-sign-in', 'password', 'signInEnded', (page, form) =>
      bodyOf(page.api.v1.me['sign-ins'][':id'].$delete({ param: { id: form('id') } })),
    ),
  )
  .post(
    `${IN_LANGUAGE}/account/passkey-options`,
    posted('passkey-options', 'passkeyPassword', null, (page, form) =>
      bodyOf(page.api.v1.me.passkeys.options.$post({ json: { password: form('passkeyPassword') } })),
    ),
  )
  .post(
    `${IN_LANGUAGE}/account/passkeys`,
    posted('passkeys', '', 'saved', (page, form) => {
      const { passkeys } = page.api.v1.me
      const [param, name] = [{ id: form('id') }, form('name').trim() || page.texts(ACCOUNT_TEXTS).passkeys.device]
      if (form('act') === 'remove') return bodyOf(passkeys[':id'].$delete({ param }))
      if (form('act') === 'rename') return bodyOf(passkeys[':id'].$patch({ param, json: { name } }))
      return bodyOf(passkeys.$post({ json: { response: credentialIn(form('response')), name } }))
    }),
  )
  .post(
    `${IN_LANGUAGE}/account/erase`,
    posted('erase', 'erasePassword', 'erased', async (page, form) => {
      await bodyOf(page.api.v1.me.$delete({ json: { password: form('erasePassword') } }))
      page.session.forget()
    }),
  )

type Act = (page: Page, form: (name: string) => string) => Promise<unknown>

/** @param done the next page's message; null if this page shows the result */
function posted(name: AccountForm, proof: string, done: FlashKind | null, act: Act) {
  return signedIn(async (page) => {
    const form = page.c.get('form')
    try {
      const result = await act(page, (field) => form.get(field) ?? '')
      if (done === null) return await accountView(page, null, result as object)
    } catch (error) {
      const refusal = refusalIn(error)
      if (!refusal || refusalIn(error, 'unauthenticated', 'erased')) throw error
      return accountView(page, { form, refusal, proof, in: name })
    }
    leaveFlash(page.c, done)
    return page.c.redirect(page.path(done === 'erased' ? '/' : '/account'), 303)
  })
}

export function signedIn(
  handler: (page: Page) => Promise<View | Response>,
): (c: Context<PageEnv>) => Promise<Response> {
  return shown(async (page) => {
    try {
      if (page.session.isAccount) return await handler(page)
    } catch (error) {
      if (!refusalIn(error, 'unauthenticated', 'erased')) throw error
      page.session.forget()
    }
    return page.c.redirect(page.path('/sign-in?') + new URLSearchParams({ back: page.path('/account') }), 303)
  })
}
