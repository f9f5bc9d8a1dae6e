/** The steps of an operator after a restore: the shipped walk asks every object that it can find to send again. */
import type { AggregateName } from '../../../src/contract/http/visits.ts'
import { KINDS } from '../../../src/domain/copy.ts'
import { type ResendReport, resend } from '../../../src/worker/visits/resend.ts'
import { SKUS } from '../orders/market.ts'
import { IMMORTAL } from '../remote.ts'
import type { World } from '../world.ts'

const MAX_OBJECTS = 10_000

/** @returns the names of the objects that send again; the rows of other objects are lost */
export async function resendAll(world: World): Promise<ReadonlySet<string>> {
  const first: AggregateName[] = []
  for (const kind of KINDS) {
    const ids = world.d1.look(`SELECT id FROM ${kind === 'stock' ? 'stock' : `${kind}s`}`)
    first.push(...ids.map(({ id }) => `${kind}:${id}` as const))
  }
  first.push(...world.l2.ids().map((id) => `cart:${id}` as const), ...SKUS.map((sku) => `stock:${sku}` as const))
  const known = new Set<AggregateName>(first)
  const lost = new Set<AggregateName>()
  let names: readonly AggregateName[] = first
  while (names.length > 0) {
    const { found, failed } = await asked(world, names)
    for (const name of failed) lost.add(name)
    names = found.filter((name) => !known.has(name))
    for (const name of names) known.add(name)
    if (known.size > MAX_OBJECTS) throw new Error('the walk does not end')
  }
  return new Set([...known].filter((name) => !lost.has(name)))
}

async function asked(world: World, names: readonly AggregateName[]): Promise<ResendReport> {
  const { scheduler } = world
  let report: ResendReport | null = null
  const objects = {
    aggregate: (kind: (typeof KINDS)[number], id: string) => ({
      resend: () => world.ask(kind, id, IMMORTAL, 'an operator resends', (aggregate) => aggregate.resend()),
      snapshot: () =>
        world.ask(kind, id, IMMORTAL, 'an operator lists the objects', async (aggregate) => aggregate.snapshot()),
    }),
  }
  const log = (level: string, event: string) => scheduler.trace?.(`    the resend logs ${level} ${event}`)
  scheduler.in(0, `an operator resends ${names.length} objects`, async () => {
    report = await resend({ objects, log }, names)
  })
  for (let minutes = 0; !report && minutes < 60; minutes++) await world.pass(60_000)
  if (!report) throw new Error('the resend does not end')
  return report
}
