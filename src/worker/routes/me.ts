/** One's own account: profile, changes, export, erasure. */
import { Hono } from 'hono'
import { identityDocs as docs } from '../../contract/http/identity-docs.ts'
import { Problem } from '../../contract/problem.ts'
import { PASSWORD } from '../../domain/account/account.ts'
import type { Copy, Lists } from '../../domain/copy.ts'
import type { AppEnv } from '../context.ts'
import { noAccount, prove } from '../identity/sign-in.ts'
import { callObject } from '../object-call.ts'
import { orderBodyOf } from '../orders/order-body.ts'
import { allOwn } from '../orders/orders.ts'
import { jsonOf } from '../validate.ts'
import { timeOf } from './cart-view.ts'
import { askingOf } from './identity.ts'

export const meRoutes = new Hono<AppEnv>()
  .get(docs.me.path, async (c) => {
    const user = await callObject(true, () => c.get('ports').objects.account(c.get('principal').id).user())
    if (!user) throw noAccount()
    return c.json(user, 200)
  })
  .patch(docs.change.path, jsonOf(docs.change.body), async (c) => {
    const ports = c.get('ports')
    const { name, email, password } = c.req.valid('json')
    const asking = await askingOf(c)
    const change = {
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email: { email: email.trim(), claim: await ports.seal.claimOf(email) } }),
    }
    const { id: userId } = c.get('principal')
    const reply = await prove(ports, { userId, password }, asking, async (account, proof) => {
      if (change.email) {
        const checked = await account.checkPassword(proof, asking.requestId)
        if (checked.status !== 'right') return checked
        // An address that is taken is told of, as at a registration; both are counted alike.
        await ports.watch.tryRegistration(asking.from)
      }
      return account.changeProfile(proof, change, asking.requestId)
    })
    if (reply.status === 'taken') {
      throw new Problem('email_taken', 'There is an account with this e-mail address already.')
    }
    return c.json(reply.user, 200)
  })
  .delete(docs.erase.path, jsonOf(docs.erase.body), async (c) => {
    const ports = c.get('ports')
    const asking = await askingOf(c)
    const proof = { userId: c.get('principal').id, password: c.req.valid('json').password }
    await prove(ports, proof, asking, (account, proven) => account.eraseByOwner(proven, asking.requestId))
    return c.body(null, 204)
  })
  .get(docs.export.path, async (c) => {
    const { objects, watch } = c.get('ports')
    const { id } = c.get('principal')
    const [user, account, cart, securityEvents, orders] = await Promise.all([
      callObject(true, () => objects.account(id).user()),
      callObject(true, () => objects.account(id).whole()),
      callObject(true, () => objects.cart(id).whole()),
      watch.eventsAbout(id),
      allOwn(c.get('ports'), id),
    ])
    c.header('Content-Disposition', 'attachment; filename="export.json"')
    return c.json(
      {
        exportedAt: timeOf(Date.now()),
        user,
        account: withoutHash(listsOf(account)),
        cart: listsOf(cart),
        orders: orders.map(orderBodyOf),
        securityEvents: securityEvents.map(({ kind, count, at }) => ({ kind, count, at: timeOf(at) })),
      },
      200,
    )
  })

function listsOf(copy: Copy | null): Lists {
  return copy?.state === 'live' ? copy.lists : {}
}

/** The hash helps nobody but who would guess the password. */
function withoutHash({ [PASSWORD]: password = {}, ...lists }: Lists): Lists {
  const shown = Object.entries(password).map(([key, row]) => {
    // Written as a StoredPassword alone.
    const { cost } = row as { readonly cost: { readonly N: number; readonly r: number; readonly p: number } }
    return [key, { scrypt: cost }] as const
  })
  return { ...lists, [PASSWORD]: Object.fromEntries(shown) }
}
