/**
 * The cost of 1,000 cart writes behind the answers: queue messages, Redis pipelines and record transactions, for one
 * busy shopper and for 100 shoppers at full speed, against real servers behind the gateways.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Figure, type Line, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { add, type Guest, openShop, type Shop, SKUS } from '../shop.ts'
import { type CountedTiers, startTiers, varsOf } from '../tiers.ts'

const WRITES = 1_000
const DRAINED_MS = 6_000

interface Consumed {
  batches: number
  messages: number
}

export const folding: Figure = async (bench) => {
  const tiers = await startTiers()
  try {
    return await withFolder('tmpfs', async (dataDir) => {
      const consumed: Consumed = { batches: 0, messages: 0 }
      const output = (line: string) => note(line, consumed)
      const shop = await openShop({ dataDir, vars: { ...varsOf(tiers), LOG_LEVEL: 'info' }, output })
      try {
        const guests = await shop.guests(101)
        const lines: Line[] = []
        for (const [who, shoppers] of [
          ['1 shopper', guests.slice(0, 1)],
          ['100 shoppers', guests.slice(1)],
        ] as const) {
          lines.push(...(await measure({ who, shoppers, shop, tiers, consumed }, bench.say)))
        }
        return lines
      } finally {
        await shop.stop()
      }
    })
  } finally {
    await tiers.stop()
  }
}

interface Run {
  readonly who: string
  readonly shoppers: readonly Guest[]
  readonly shop: Shop
  readonly tiers: CountedTiers
  readonly consumed: Consumed
}

async function measure({ who, shoppers, shop, tiers, consumed }: Run, say: (line: string) => void): Promise<Line[]> {
  // Reads all products first, so that filling L2 is not counted.
  await shop.driver.drive(SKUS.length, (index) => ({ method: 'GET', path: `/v1/products/${SKUS[index]}` }))
  await wait(500)
  Object.assign(consumed, { batches: 0, messages: 0 })
  tiers.take()
  const startedAt = performance.now()
  const shopper = (index: number) => shoppers[index % shoppers.length] as Guest
  const sku = (index: number) => SKUS[Math.floor(index / shoppers.length) % 10] as string
  await shop.driver.drive(WRITES, (index) => add(shopper(index), sku(index)), shoppers.length === 1 ? 1 : 8)
  const seconds = (performance.now() - startedAt) / 1000
  await wait(DRAINED_MS)
  const { pipelines, transactions } = tiers.take()
  const { batches, messages } = { ...consumed }
  say(`${who}: ${WRITES} writes in ${seconds.toFixed(1)} s; ${batches} batches, ${messages} messages`)
  const count = (value: number) => String(value)
  // A cart drains one second after its first change, and once more after the last one.
  const mostMessages = shoppers.length * (Math.floor(seconds) + 1)
  return [
    atMost(`queue messages per 1,000 writes (${who})`, messages, mostMessages, count),
    atMost(`… Redis pipelines, of ${batches} batches`, pipelines, batches, count),
    atMost(`… record transactions, of ${batches} batches`, transactions, batches, count),
    shown('… writes per message', (WRITES / messages).toFixed(0)),
  ]
}

/** Counts the line that the consumer logs for each batch. */
function note(line: string, consumed: Consumed): void {
  if (!line.includes('writes.consumed')) return
  const start = line.indexOf('{')
  // The cast: consumer.ts wrote it.
  const { messages } = JSON.parse(line.slice(start)) as { messages: number }
  consumed.batches += 1
  consumed.messages += messages
}
