/**
 * How long a read waits beside writes that drain, against the bare worker with the same load and against a Node server:
 * calls at fixed times, each counted from the time at which it was due. Servers take turns within each round, because
 * other work on the machine changes all of them.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Call, Driver } from '../driver.ts'
import { atMost, type Bench, type Figure, type Line, median, shown } from '../figure.ts'
import { openFloor } from '../floor.ts'
import { withFolder } from '../folders.ts'
import { Latencies, type Latency } from '../load/histogram.ts'
import { add, openShop } from '../shop.ts'

const SHOPPERS = 1_000
const READS_PER_SECOND = 100
const WRITES_PER_SECOND = 100
const BUDGET = 1.5

interface Subject {
  readonly name: string
  read(index: number): Promise<unknown>
  /** Null: nothing is written meanwhile. */
  readonly write: ((index: number) => Promise<unknown>) | null
}

export const tail: Figure = async (bench) => {
  const [rounds, seconds] = bench.quick ? [1, 4] : [3, 8]
  const lines: Line[] = []
  for (const where of bench.quick ? (['disk'] as const) : (['disk', 'tmpfs'] as const)) {
    lines.push(...(await withFolder(where, (folder) => measure(folder, where, rounds, seconds, bench))))
  }
  return lines
}

async function measure(
  folder: string,
  where: string,
  rounds: number,
  seconds: number,
  { say }: Bench,
): Promise<Line[]> {
  const floor = await openFloor(join(folder, 'floor'))
  const shop = await openShop({ dataDir: join(folder, 'shop') })
  const node = await openNode()
  try {
    const guests = await shop.guests(SHOPPERS)
    const tokenOf = (index: number) => guests[index % SHOPPERS]?.token ?? ''
    const two = (index: number) => floor.driver.call({ ...call(`/two/${index % SHOPPERS}`), ...LINE })
    const noop = (index: number, objects = SHOPPERS) => floor.driver.call(call(`/noop/${index % objects}`))
    const get = (index: number) => shop.driver.call({ ...call('/v1/cart'), token: tokenOf(index) })
    const subjects: readonly Subject[] = [
      { name: 'Node server, reads', read: () => node.driver.call(call('/')), write: null },
      { name: 'bare worker, reads of one object', read: (index) => noop(index, 1), write: null },
      { name: 'bare worker, reads of 1,000 objects', read: noop, write: null },
      { name: 'Pannier, reads of 1,000 carts', read: get, write: null },
      { name: 'bare worker, reads beside writes', read: noop, write: two },
      {
        name: 'Pannier, reads beside adds that drain',
        read: get,
        write: (index) =>
          shop.driver.call({ ...add({ id: '', token: tokenOf(index * 7) }, `sku-${index % 50}`), repeatable: true }),
      },
    ]
    const taken = new Map(subjects.map(({ name }) => [name, [] as Latency[]]))
    // The first round wakes everything, and is thrown away.
    for (let round = 0; round <= rounds; round++) {
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        const latency = await beside(subject, round === 0 ? Math.min(seconds, 5) : seconds)
        if (round > 0) taken.get(subject.name)?.push(latency)
      }
    }
    return judge(taken, where, say)
  } finally {
    await node.stop()
    for (const worker of [floor, shop]) await worker.stop()
  }
}

async function beside({ read, write }: Subject, seconds: number): Promise<Latency> {
  const [reads] = await Promise.all([
    atFixedTimes(READS_PER_SECOND, seconds, read),
    write && atFixedTimes(WRITES_PER_SECOND, seconds, write),
  ])
  // Drains that follow would meet the next subject's reads.
  await wait(write ? 3_000 : 200)
  return reads.summary()
}

/** @returns how long after its due time each was answered or refused */
async function atFixedTimes(
  perSecond: number,
  seconds: number,
  send: (index: number) => Promise<unknown>,
): Promise<Latencies> {
  const latencies = new Latencies()
  const startedAt = performance.now()
  const sent: Promise<void>[] = []
  for (let index = 0; index < perSecond * seconds; index++) {
    const dueAt = startedAt + (index * 1000) / perSecond
    const early = dueAt - performance.now()
    if (early > 0) await wait(early)
    const waited = () => latencies.add(performance.now() - dueAt)
    // A refusal counts with the time that its caller waited, as an answer does.
    sent.push(send(index).then(waited, waited))
  }
  await Promise.all(sent)
  return latencies
}

const LINE = { method: 'POST', body: { sku: 'sku-0', quantity: 1 } } as const

function call(path: string): Call {
  return { method: 'GET', path, repeatable: true }
}

function judge(taken: ReadonlyMap<string, readonly Latency[]>, where: string, say: Bench['say']): Line[] {
  const lines: Line[] = []
  const of = (name: string, value: (latency: Latency) => number) => median((taken.get(name) ?? []).map(value))
  for (const name of taken.keys()) {
    const p99 = of(name, (latency) => latency.p99)
    const longest = of(name, ({ max }) => max)
    say(`${where}: ${name}: p50 ${ms(of(name, ({ p50 }) => p50))}, p99 ${ms(p99)}, longest ${ms(longest)}`)
    lines.push(shown(`${name}, p99 and longest (${where})`, `${ms(p99)}, ${ms(longest)}`))
  }
  const [ours, floor] = ['Pannier, reads beside adds that drain', 'bare worker, reads beside writes']
  for (const [what, value] of [
    ['p99', (latency: Latency) => latency.p99],
    ['longest', ({ max }: Latency) => max],
  ] as const) {
    const figure = `${what} of a read beside draining writes / the bare worker's (${where})`
    lines.push(atMost(figure, of(ours, value) / of(floor, value), BUDGET, (ratio) => `${ratio.toFixed(2)}×`))
  }
  return lines
}

async function openNode() {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json').end('{"ok":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The cast: it listens on TCP.
  const driver = new Driver(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return {
    driver,
    async stop() {
      driver.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}
