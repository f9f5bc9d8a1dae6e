/** Links in messages: their pages, and the posts that use their tokens. */
import { Hono } from 'hono'
import { bodyOf } from '../api.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { type LinkPage, linkView } from '../pages/links.ts'
import { refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
import type { View } from '../view.ts'

const PATH = `${IN_LANGUAGE}/:link{(?:change-email|confirm-email|forgot-password|reset-password|unsubscribe)}`

export const linkRoutes = new Hono<PageEnv>()
  .get(
    PATH,
    shown((page) => linkView(page, nameOf(page))),
  )
  .post(PATH, shown(use))

// The cast: the route has no other values.
const nameOf = (page: Page) => page.c.req.param('link') as LinkPage

async function use(page: Page): Promise<View> {
  const name = nameOf(page)
  const form = page.c.get('form')
  const [token, { auth }] = [form.get('token') ?? '', page.api.v1]
  try {
    if (name === 'change-email') {
      const { status } = await bodyOf(auth.email.change.$post({ json: { token } }))
      return linkView(page, name, null, status)
    }
    // Programs that end messages by one click know only the address, so the token is in it.
    if (name === 'unsubscribe')
      await bodyOf(auth.email.unsubscribe.$post({ json: { token: page.c.req.query('token') ?? '' } }))
    else if (name === 'confirm-email') await bodyOf(auth.email.confirm.$post({ json: { token } }))
    else if (name === 'forgot-password') await bodyOf(auth.recovery.$post({ json: { email: form.get('email') ?? '' } }))
    else await bodyOf(auth.recovery.password.$post({ json: { token, newPassword: form.get('newPassword') ?? '' } }))
    return linkView(page, name, null, true)
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal) throw error
    return linkView(page, name, { form, refusal, proof: 'newPassword' })
  }
}
