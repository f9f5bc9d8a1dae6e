/**
 * The sign-in of operators: opens, renews and ends it. Invariants: only accounts with an operator's role get a session,
 * and no answer contains a token; the cookies are kept from scripts.
 */
import { type Context, Hono } from 'hono'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../../worker/context.ts'
import { BODY_LIMIT_BYTES, readBounded, readJson } from '../../worker/guard/body.ts'
import { type Api, apiOf, bodyOf } from '../shop/api.ts'
import type { ShopContext } from '../shop/context.ts'
import { refusalIn } from '../shop/refusal.ts'
import { Session } from '../shop/session.ts'

const PATH = '/console/session'

interface Person {
  readonly id: string
  readonly role: string
  readonly email: string
  readonly name: string | null
}

export const sessionRoutes = new Hono<AppEnv>()
  .get(PATH, async (c) => {
    const { session, api } = signedIn(c)
    const operator = await operatorOf(session, api)
    if (operator) return c.json(operator, 200)
    if (session.exists) session.forget()
    return c.body(null, 204)
  })
  .post(PATH, async (c) => {
    const { session, api } = signedIn(c)
    const { value } = readJson((await readBounded(c.req.raw, BODY_LIMIT_BYTES)) ?? new Uint8Array())
    // The cast: the API checks both fields.
    const { email, password } = (value ?? {}) as { readonly email: string; readonly password: string }
    const tokens = await bodyOf(api.v1.auth.login.$post({ json: { email, password } }))
    if (!isOperator(tokens.user)) {
      await api.v1.auth.logout.$post({ json: { refreshToken: tokens.refreshToken } })
      throw new Problem('forbidden', 'This account is not an operator’s.')
    }
    session.keep(tokens)
    return c.json(tokens.user, 200)
  })
  .delete(PATH, async (c) => {
    const { session, api } = signedIn(c)
    const { refreshToken } = session
    // The browser drops the sign-in in any case; the API ends it for others who may have the token.
    session.forget()
    if (refreshToken) await api.v1.auth.logout.$post({ json: { refreshToken } })
    return c.body(null, 204)
  })

async function operatorOf(session: Session, api: Api): Promise<Person | null> {
  if ((await session.token()) === null) return null
  try {
    const user = await bodyOf(api.v1.me.$get())
    return isOperator(user) ? user : null
  } catch (error) {
    if (refusalIn(error, 'unauthenticated', 'erased', 'not_found')) return null
    throw error
  }
}

function isOperator({ role }: Person): boolean {
  return role === 'admin' || role === 'support'
}

function signedIn(c: Context<AppEnv>): { session: Session; api: Api } {
  // The cast: the client of the API reads only values that every context has.
  const context = c as unknown as ShopContext
  const locale = c.get('ports').config.LOCALES[0] ?? 'en'
  const strangers = apiOf(context, locale, async () => null)
  const issuer = {
    guest: () => Promise.reject(new Error('the console has no guests')),
    refresh: (refreshToken: string) =>
      bodyOf(strangers.v1.auth.refresh.$post({ json: { refreshToken } })).catch((error: unknown) => {
        if (refusalIn(error, 'unauthenticated', 'refresh_reused')) return null
        throw error
      }),
  }
  const session = new Session(c, issuer, 'console')
  return { session, api: apiOf(context, locale, () => session.token()) }
}
