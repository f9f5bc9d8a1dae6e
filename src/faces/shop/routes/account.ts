/** The account's page and its forms. A sign-in that has ended leads to the sign-in page. */
import { type Context, Hono } from 'hono'
import { bodyOf } from '../api.ts'
import { type FlashKind, leaveFlash } from '../flash.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { type AccountForm, accountView } from '../pages/account.ts'
import { refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
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
    `${IN_LANGUAGE}/account/end-sign-in`,
    posted('end-sign-in', 'password', 'signInEnded', (page, form) =>
      bodyOf(page.api.v1.me['sign-ins'][':id'].$delete({ param: { id: form('id') } })),
    ),
  )
  .post(
    `${IN_LANGUAGE}/account/erase`,
    posted('erase', 'erasePassword', 'erased', async (page, form) => {
      await bodyOf(page.api.v1.me.$delete({ json: { password: form('erasePassword') } }))
      page.session.forget()
    }),
  )

type Act = (page: Page, form: (name: string) => string) => Promise<unknown>

function posted(name: AccountForm, proof: string, done: FlashKind, act: Act) {
  return signedIn(async (page) => {
    const form = page.c.get('form')
    try {
      await act(page, (field) => form.get(field) ?? '')
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
