/** Sign-in, registration and sign-out. The guest's cart goes along, and the next page says what became of its lines. */
import { Hono } from 'hono'
import type { MergeOutcomeBody } from '../../../contract/answers/identity.ts'
import { bodyOf } from '../api.ts'
import { checkoutForm } from '../checkout-form.ts'
import { leaveFlash } from '../flash.ts'
import { keptValues } from '../kept-form.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { checkoutView } from '../pages/checkout.ts'
import { type Entrance, signInView } from '../pages/sign-in.ts'
import { credentialIn } from '../passkey-form.ts'
import { Refusal, refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
import type { View } from '../view.ts'

export const signInRoutes = new Hono<PageEnv>()
  .get(
    `${IN_LANGUAGE}/:entrance{(?:sign-in|register)}`,
    shown((page) => {
      if (page.session.isAccount) return page.c.redirect(page.path('/account'), 303)
      return signInView(page, entranceOf(page), page.backTo(page.c.req.query('back') ?? cameFrom(page), page.path('/')))
    }),
  )
  .post(`${IN_LANGUAGE}/:entrance{(?:sign-in|register|passkey-sign-in)}`, shown(enter))
  .post(
    `${IN_LANGUAGE}/sign-out`,
    shown(async (page) => {
      const { refreshToken } = page.session
      // The browser forgets the sign-in in any case; the API ends it for others who may have the token.
      page.session.forget()
      if (refreshToken) await page.api.v1.auth.logout.$post({ json: { refreshToken } })
      leaveFlash(page.c, 'signedOut')
      return page.c.redirect(page.path('/'), 303)
    }),
  )

function entranceOf(page: Page): Entrance {
  return page.c.req.param('entrance') === 'register' ? 'register' : 'sign-in'
}

/** The page with the link, unless it was one of these forms. */
function cameFrom({ c, origin }: Page): string | null {
  const from = c.req.header('referer') ?? ''
  const path = from.startsWith(`${origin}/`) ? from.slice(origin.length) : ''
  return /^\/\w+\/(?:sign-in|register|account)/.test(path) ? null : path
}

async function enter(page: Page): Promise<View | Response> {
  const form = page.c.get('form')
  const entrance = entranceOf(page)
  const isPasskey = page.c.req.param('entrance') === 'passkey-sign-in'
  const back = page.backTo(form.get('back'), page.path('/'))
  const { login, passkeys, register } = page.api.v1.auth
  const guestToken = page.session.isAccount ? null : await page.session.token()
  const guest = guestToken !== null && { guestToken }
  const json = {
    email: form.get('email') ?? '',
    password: form.get('password') ?? '',
    ...guest,
  }
  const name = form.get('name')?.trim()
  try {
    const signedIn = await bodyOf(
      isPasskey
        ? passkeys.$post({ json: { response: credentialIn(form.get('response') ?? ''), ...guest } })
        : entrance === 'register'
          ? register.$post({ json: { ...json, ...(name && { name }) } })
          : login.$post({ json }),
    )
    page.session.keep(signedIn)
    await report(page, signedIn.merge)
  } catch (error) {
    const refusal = isPasskey ? ofPasskey(refusalIn(error)) : refusalIn(error)
    if (!refusal) throw error
    return signInView(page, entrance, back, { form, refusal, proof: 'password' })
  }
  const kept = keptValues(form)
  if (kept) return checkoutView(page, await checkoutForm(page, kept))
  return page.c.redirect(back, 303)
}

/** The API has one code for every wrong proof; the form of a passkey has no password to correct. */
function ofPasskey(refusal: Refusal | null): Refusal | null {
  if (!refusal || !['invalid_credentials', 'invalid_request'].includes(refusal.problem.code)) return refusal
  return new Refusal({ ...refusal.problem, code: 'passkey_refused' }, refusal.retryAfter)
}

/** Tells the shopper where the lines of the guest's cart are now. */
async function report(page: Page, merge: MergeOutcomeBody): Promise<void> {
  if (!merge) return
  if ('pending' in merge) return leaveFlash(page.c, 'merging')
  if ('refused' in merge || merge.report.length === 0) return
  const cart = await page.cart().catch(() => null)
  const titles = new Map([...(cart?.items ?? []), ...(cart?.saved ?? [])].map(({ sku, title }) => [sku, title]))
  const namesOf = (isSaved: boolean) =>
    merge.report
      .filter(({ saved, movedToSaved }) => (saved || movedToSaved || false) === isSaved)
      .map(({ sku, resultQuantity }) => `${titles.get(sku) ?? sku} × ${resultQuantity}`)
      .join(', ')
  const lost = merge.coupons?.filter(({ carried }) => !carried).map(({ code }) => code) ?? []
  leaveFlash(page.c, 'merged', { items: namesOf(false), saved: namesOf(true), coupons: lost.join(', ') })
}
