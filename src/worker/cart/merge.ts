/** Merges a guest's cart into the user's own cart, without a new sign-in. */
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { mergeSchema } from '../../contract/http/cart-merge.ts'
import { type FieldError, Problem, problemOf, unavailable } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { mergeGuest, reportBody } from '../identity/merge.ts'
import { view } from './answer.ts'

type Body = z.infer<typeof mergeSchema>

export async function mergeCart(c: Context<AppEnv, string, { in: { json: Body }; out: { json: Body } }>) {
  const ports = c.get('ports')
  const { id } = c.get('principal')
  const reply = await mergeGuest(ports, id, c.req.valid('json'), c.get('requestId'))
  if (!reply) {
    const errors: FieldError[] = [
      { path: 'guestToken', message: 'is not a guest’s token, or expired more than a week ago' },
    ]
    throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
  }
  if (reply.status === 'pending')
    throw unavailable('The guest’s cart is bound to your account. Its lines will arrive shortly.')
  if (reply.status === 'refused') {
    if (reply.code === 'unavailable')
      throw unavailable('The carts cannot be reached right now. Send the same request again.')
    throw new Problem(reply.code, DETAILS[reply.code])
  }
  const cart = await ports.carts.read(id)
  if (cart.status === 'refused') throw problemOf(cart.refusal)
  const { body, etag } = await view(c, cart.cart)
  c.header('ETag', etag)
  return c.json({ cart: body, ...reportBody(reply.report) }, 200)
}

const DETAILS = {
  guest_already_merged: 'This guest has already signed in to another account.',
  erased: 'One of the two carts was erased.',
  saved_limit: 'An earlier merge put the saved list over its limit. Remove saved lines first.',
  cart_too_large: 'An earlier merge put the cart over its limit. Remove lines first.',
  merge_limit: 'Too many guest carts were merged into this cart in the last weeks.',
} as const
