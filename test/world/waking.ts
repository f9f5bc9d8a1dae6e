/**
 * The calls of production after a bad time, and no others: carts and orders that people look at, and what the shipped
 * sweep finds in the record. An object that lost its alarm and that nobody calls stays as it is.
 */

import { toUtcText } from '../../drizzle/utc-text.ts'
import type { Kind } from '../../src/domain/copy.ts'
import { SWEEP_START, type SweepPlace, type SweepPorts, sweepPage } from '../../src/worker/visits/sweep.ts'
import type { AnyHost } from './host.ts'
import { IMMORTAL } from './remote.ts'
import type { Shopper } from './shopper.ts'
import type { World } from './world.ts'

const HOUR_MS = 3600_000
/** A page of the sweep has begun all its calls by then, and has every answer. */
const PAGE_MS = 60_000

/** By kind, which rows of the record show that their object has owed something since then. */
const OWING: readonly (readonly [kind: Kind, query: string])[] = [
  ['order', "SELECT id FROM orders WHERE (settling = 1 OR status = 'refund_pending') AND updated_at < ?"],
  ['order', "SELECT id FROM orders WHERE status IN ('holding', 'pending_payment') AND expires_at < ?"],
  // Its order has not begun.
  ['cart', `SELECT id FROM carts WHERE lists LIKE '%"start":{%' AND updated_at < ?`],
  ['cart', `SELECT id FROM carts WHERE lists LIKE '%"out":%' AND updated_at < ?`],
  ['account', `SELECT id FROM accounts WHERE lists LIKE '%"erasing":{"%' AND updated_at < ?`],
  ['account', `SELECT id FROM accounts WHERE lists LIKE '%ing","%' AND updated_at < ?`],
]

/** Calls what people look at and what the sweep finds, once lost alarms are overdue beyond doubt. */
export async function wakeWhatIsCalled(world: World, shoppers: readonly Shopper[]): Promise<void> {
  const { scheduler, witness } = world
  // Where no alarm was lost, all comes to rest by itself; but stock that was put back finds out when it is called.
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
    // Operators look at the units of every product, and people sign in at the accounts that they have.
    if (host.kind === 'stock' || host.kind === 'claim' || host.kind === 'account') called.add(host)
  }
  for (const host of called) scheduler.in(0, `${host.name} is called`, () => wake(world, host))
  await world.pass(2 * HOUR_MS)
  await sweep(world)
  checkSwept(world)
}

/** Again, when it dies of something that is older. */
function wake(world: World, host: AnyHost): void {
  world.wake(host).catch(() => void world.scheduler.in(1_000, `${host.name} is called again`, () => wake(world, host)))
}

/** The whole of a daily sweep, and of the next when something has failed. */
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
    scheduler.in(0, `the sweep goes on at ${from.stage}`, async () => {
      page = await sweepPage(ports, from, scheduler.wall())
    })
    for (let waited = 0; !page && waited < 10; waited++) await world.pass(PAGE_MS)
    if (!page) return world.fail('the sweep does not end')
    place = (page as Awaited<ReturnType<typeof sweepPage>>).next
  }
  if (failed > 0) await sweep(world)
}

/** Whatever the record shows to owe something has been called: its alarm stands again. */
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
