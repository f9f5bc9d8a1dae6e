/**
 * The calls of production after a bad time, and no others: carts and orders that people look at, and what the daily
 * sweep finds unsettled in the record. An object that lost its alarm and is never called stays as it is.
 */
import type { Kind } from '../../src/domain/copy.ts'
import type { AnyHost } from './host.ts'
import type { Shopper } from './shopper.ts'
import type { World } from './world.ts'

/** Rows that the record shows as unsettled, by kind. */
const UNSETTLED: readonly (readonly [kind: Kind, query: string])[] = [
  ['order', "SELECT id FROM orders WHERE settling = 1 OR status IN ('holding', 'pending_payment')"],
  ['cart', `SELECT id FROM carts WHERE lists LIKE '%"checkouts":{"%' OR lists LIKE '%"out":%'`],
  ['account', `SELECT id FROM accounts WHERE lists LIKE '%"erasing":{"%' OR lists LIKE '%ing","%'`],
]

/** Calls what people look at and what the sweep finds, once lost alarms are overdue beyond doubt. */
export async function wakeWhatIsCalled(world: World, shoppers: readonly Shopper[]): Promise<void> {
  await world.pass(2 * 60_000)
  const { scheduler, witness } = world
  const called = new Set<AnyHost>()
  for (const [kind, query] of UNSETTLED) {
    for (const { id } of world.d1.look(query)) called.add(hostOf(world, kind, String(id)))
  }
  for (const shopper of shoppers) {
    scheduler.in(0, `${shopper.id} looks`, () => void shopper.read())
    const { checkouts, orders } = witness.cart(shopper.id).model
    for (const orderId of [...checkouts.keys(), ...orders.keys()]) called.add(hostOf(world, 'order', orderId))
  }
  for (const host of world.hosts()) {
    // Operators look at the units of every product, and people sign in at the accounts that they have.
    if (host.kind === 'stock' || host.kind === 'claim' || host.kind === 'account') called.add(host)
  }
  for (const host of called) scheduler.in(0, `${host.name} is called`, () => wake(world, host))
}

/** Again, when it dies of something that is older. */
function wake(world: World, host: AnyHost): void {
  world.wake(host).catch(() => void world.scheduler.in(1_000, `${host.name} is called again`, () => wake(world, host)))
}

function hostOf(world: World, kind: Kind, id: string): AnyHost {
  return world.host(kind, id) as AnyHost
}
