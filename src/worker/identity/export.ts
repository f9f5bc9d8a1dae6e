/** Everything that is stored about one person, for the person or for an operator on behalf of the person. */
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { PASSWORD } from '../../domain/account/account.ts'
import type { Copy, Lists } from '../../domain/copy.ts'
import { callObject } from '../object-call.ts'
import { orderBodyOf } from '../orders/order-body.ts'
import { allOwn } from '../orders/order-lists.ts'
import type { Ports } from '../ports.ts'

/** Throws `erased`, or `cart_merged` for a guest whose data an account now holds. */
export async function exportOf(ports: Ports, id: string) {
  const { objects, watch } = ports
  const [user, account, cart, securityEvents, orders] = await Promise.all([
    callObject(true, () => objects.account(id).user()),
    callObject(true, () => objects.account(id).whole()),
    callObject(true, () => objects.cart(id).whole()),
    watch.eventsAbout(id),
    allOwn(ports, id),
  ])
  if (account?.state === 'erased' || cart?.state === 'erased') throw new Problem('erased', 'The data was erased.')
  if (cart?.state === 'live' && cart.seal !== null) throw merged()
  return {
    exportedAt: timeOf(Date.now()),
    user,
    account: withoutHash(listsOf(account)),
    cart: listsOf(cart),
    orders: orders.map(orderBodyOf),
    securityEvents: securityEvents.map(({ kind, count, at }) => ({ kind, count, at: timeOf(at) })),
  }
}

export function merged(): Problem {
  return new Problem('cart_merged', 'This guest has signed in. The account now holds the guest’s data.')
}

function listsOf(copy: Copy | null): Lists {
  return copy?.state === 'live' ? copy.lists : {}
}

/** Removes the hash from the export, because it would help only an attacker who guesses the password. */
function withoutHash({ [PASSWORD]: password = {}, ...lists }: Lists): Lists {
  const shown = Object.entries(password).map(([key, row]) => {
    // The cast: only StoredPassword rows are written to this list.
    const { cost } = row as { readonly cost: { readonly N: number; readonly r: number; readonly p: number } }
    return [key, { scrypt: cost }] as const
  })
  return { ...lists, [PASSWORD]: Object.fromEntries(shown) }
}
