/**
 * The calls that production makes after a bad time, and no others: carts and orders that people read, and objects that
 * the shipped sweep finds in the record. An object that lost its alarm and is not called stays as it is.
 */

import { toUtcText } from '../../drizzle/utc-text.ts'
import type { Kind } from '../../src/domain/copy.ts'
import { SWEEP_START, type SweepPlace, type SweepPorts, sweepPage } from '../../src/worker/visits/sweep.ts'
import type { AnyHost } from './host.ts'
import { IMMORTAL } from './remote.ts'
import type { Shopper } from './shopper.ts'
import type { World } from './world.ts'

const HOUR_MS = 3600_000
/** By then a page of the sweep has begun all its calls and has every answer. */
const PAGE_MS = 60_000

/** By kind: the rows of the record that show that their object has owed something since then. */
const OWING: readonly (readonly [kind: Kind, query: string])[] = [
  ['order', "SELECT id FROM orders WHERE (settling = 1 OR status = 'refund_pending') AND updated_at < ?"],
  ['order', "SELECT id FROM orders WHERE status IN ('holding', 'pending_payment') AND expires_at < ?"],
  // The cart's order has not begun.
  ['cart', `SELECT id FROM carts WHERE lists LIKE '%"start":{%' AND updated_at < ?`],
  ['cart', `SELECT id FROM carts WHERE lists LIKE '%"out":%' AND updated_at < ?`],
  ['account', `SELECT id FROM accounts WHERE lists LIKE '%"erasing":{"%' AND updated_at < ?`],
  ['account', `SELECT id FROM accounts WHERE lists LIKE '%ing","%' AND updated_at < ?`],
]

/** Makes the calls of people and of the sweep, once lost alarms are overdue beyond doubt. */
export async function wakeWhatIsCalled(world: World, shoppers: readonly Shopper[]): Promise<void> {
  const { scheduler, witness } = world
  // If no alarm was lost, all comes to rest by itself; only stock that was put back learns of it at the next call.
  if (!world.hosts().some(({ hasLostAlarm }) => hasLostAlarm)) {
    const stocks = world.hosts().filter(({ kind }) => kind === 'stock')
    for (const host of stocks) scheduler.in(0, `${host.name} is called`, () => wake(world, host))
    return world.pass(2 * HOUR_MS)
  }
  await world.pass(2 * 60_000)
  const called = new Set<AnyHost>()
  for (const shopper of shoppers) {
    scheduler.in(0, `${shopper.id} looks`, () => void shopper.read())
    const { checkouts, orders } = witness.cart(shopper.id).model
    for (const orderId of [...checkouts.keys(), ...orders.keys()]) called.add(hostOf(world, 'order', orderId))
  }
  for (const host of world.hosts()) {
    // Operators read the units of every product, and people sign in to their accounts.
    if (host.kind === 'stock' || host.kind === 'claim' || host.kind === 'account') called.add(host)
  }
  for (const host of called) scheduler.in(0, `${host.name} is called`, () => wake(world, host))
  await world.pass(2 * HOUR_MS)
  await sweep(world)
  checkSwept(world)
}

/** Calls again if the object dies of an older cause. */
function wake(world: World, host: AnyHost): void {
  world.wake(host).catch(() => void world.scheduler.in(1_000, `${host.name} is called again`, () => wake(world, host)))
}

/** One whole daily sweep, and a second one if the first had failures. */
async function sweep(world: World): Promise<void> {
  const { scheduler, record } = world
  let failed = 0
  const ports: SweepPorts = {
    record,
    objects: {
      aggregate: (kind, id) => ({
        tend: () => world.ask(kind, id, IMMORTAL, 'the sweep calls', async (aggregate) => aggregate.tend()),
      }),
    },
    log: (level, event) => {
      if (level === 'warn') failed++
      scheduler.trace?.(`    the sweep logs ${event}`)
    },
  }
  for (let place: SweepPlace | null = SWEEP_START; place; ) {
    const from: SweepPlace = place
    let page: Awaited<ReturnType<typeof sweepPage>> | null = null
    scheduler.in(0, `the sweep continues at ${from.stage}`, async () => {
      page = await sweepPage(ports, from, scheduler.wall())
    })
    for (let waited = 0; !page && waited < 10; waited++) await world.pass(PAGE_MS)
    if (!page) return world.fail('the sweep does not end')
    place = (page as Awaited<ReturnType<typeof sweepPage>>).next
  }
  if (failed > 0) await sweep(world)
}

/** Every object that the record shows as owing something has been called, so that its alarm is set again. */
function checkSwept(world: World): void {
  const before = toUtcText(world.scheduler.wall() - 2 * HOUR_MS)
  for (const [kind, query] of OWING) {
    for (const row of world.d1.look(query, before)) {
      const { name, forsaken } = hostOf(world, kind, String(row.id))
      if (forsaken) world.fail(`${name} owes something, but the sweep has not called it`)
    }
  }
}

function hostOf(world: World, kind: Kind, id: string): AnyHost {
  return world.host(kind, id) as AnyHost
}
