/** Guests and the public keys. Issuing a token writes nothing: a guest exists once it has a cart. */
import { Hono } from 'hono'
import { identityDocs as docs } from '../../contract/http/operations-docs.ts'
import { newId } from '../../domain/id.ts'
import type { AppEnv } from '../context.ts'
import { GUEST_TOKEN_SECONDS } from '../guard/tokens.ts'
import { noFields } from '../validate.ts'

export const identityRoutes = new Hono<AppEnv>()
  .post(docs.guest.path, noFields, async (c) => {
    const user = { id: newId('gst', Date.now()), role: 'guest' as const }
    const accessToken = await c.get('ports').tokens.issue(user, GUEST_TOKEN_SECONDS)
    c.header('Cache-Control', 'no-store')
    return c.json({ accessToken, tokenType: 'Bearer' as const, expiresIn: GUEST_TOKEN_SECONDS, user }, 201)
  })
  .get(docs.jwks.path, (c) => {
    c.header('Cache-Control', 'public, max-age=300')
    c.header('Vary', 'Origin')
    return c.json(c.get('ports').tokens.publicKeys(), 200)
  })
