/**
 * Live connections: the CPU of an operation against an addition over HTTP, operations a second, the way from one device
 * to another, and the cost of sockets that are idle or come back together.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { cpuMs, quiet } from '../cpu-clock.ts'
import { atMost, type Bench, type Figure, type Line, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { eachOf, LiveSocket } from '../live-sockets.ts'
import { openDatabases, residentBytes } from '../memory.ts'
import { add, type Guest, openShop, type Shop } from '../shop.ts'
import { BROWSER } from './cpu-scenarios.ts'

const GUESTS = 50
/** A client may send 40 messages at once, and 20 a second. */
const MESSAGES = 20
const TOGETHER = 10
/** An idle object leaves memory after ten seconds. */
const ASLEEP_MS = 13_000
const IDLE = 10_000
const RETURNING = 1_000
/** Objects that are awake have open files, of which a process may have few, so clients connect in portions. */
const PORTION = 2_000
const MIB = 1024 * 1024

export const live: Figure = (bench) =>
  withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir })
    try {
      return [...(await operations(shop, bench)), ...(await idle(shop, bench))]
    } finally {
      await shop.stop()
    }
  })

/** Windows take turns, each after the drains of the one before; ratios are within a round, which shares its noise. */
async function operations(shop: Shop, { quick, say }: Bench): Promise<readonly Line[]> {
  const guests = await shop.guests(GUESTS)
  const sockets = await connected(shop, await shop.guests(GUESTS))
  const count = GUESTS * MESSAGES
  const call = (index: number) =>
    add(guests[index % GUESTS] as Guest, 'sku-0', { ...BROWSER, 'Idempotency-Key': crypto.randomUUID() })
  const windows = {
    'add over HTTP': { run: () => shop.driver.drive(count, call), each: [] as number[] },
    'operation over a socket': { run: () => send(sockets, MESSAGES, 1), each: [] as number[] },
    '… ten in a message': { run: () => send(sockets, MESSAGES / TOGETHER, TOGETHER), each: [] as number[] },
  }
  for (let round = 0; round <= (quick ? 2 : 8); round++) {
    for (const { run, each } of Object.values(windows)) {
      await quiet(shop.pid())
      const before = cpuMs(shop.pid())
      await run()
      // The first round warms up.
      if (round > 0) each.push(((cpuMs(shop.pid()) - before) * 1000) / count)
    }
  }
  for (const [name, { each }] of Object.entries(windows)) say(`${name}: ${Math.round(median(each))} µs of CPU`)
  const http = windows['add over HTTP'].each
  const ratio = ({ each }: { readonly each: readonly number[] }) =>
    median(each.map((value, round) => value / (http[round] ?? Number.NaN)))
  const lines = [
    atMost('CPU of an operation over a socket / add over HTTP', ratio(windows['operation over a socket']), 0.6, times),
    shown('… ten operations in a message', times(ratio(windows['… ten in a message']))),
    shown(`operations a second over ${GUESTS} sockets: one, ten in a message`, await rates(sockets)),
    shown('from an operation to the change at another device: p50, p99', await hops(shop, quick ? 100 : 400)),
  ]
  for (const { figure, measured } of lines) say(`${figure}: ${measured}`)
  for (const socket of sockets) socket.cut()
  return lines
}

async function connected(shop: Shop, guests: readonly Guest[]): Promise<readonly LiveSocket[]> {
  const sockets = guests.map((guest) => new LiveSocket(shop.url, guest))
  await eachOf(sockets, 32, (socket) => socket.connect())
  return sockets
}

/** As over HTTP: eight shoppers at a time, each with one message on its way. */
function send(sockets: readonly LiveSocket[], messages: number, each: number): Promise<void> {
  return eachOf(sockets, 8, async (socket) => {
    for (let sent = 0; sent < messages; sent++) await socket.add(each)
  })
}

/** All shoppers at the same time. */
async function rates(sockets: readonly LiveSocket[]): Promise<string> {
  const measured: number[] = []
  for (const each of [1, TOGETHER]) {
    await wait(2_500)
    const startedAt = performance.now()
    await eachOf(sockets, sockets.length, async (socket) => {
      for (let sent = 0; sent < MESSAGES; sent++) await socket.add(each)
    })
    measured.push((sockets.length * MESSAGES * each * 1000) / (performance.now() - startedAt))
  }
  return measured.map((rate) => Math.round(rate)).join(', ')
}

async function hops(shop: Shop, count: number): Promise<string> {
  const [guest] = await shop.guests(1)
  if (!guest) throw new Error('no guest')
  // The first write of a cart begins its epoch, so that a connection is sent the whole cart instead of a change.
  await shop.driver.call(add(guest, 'sku-0'))
  const [phone, laptop] = [new LiveSocket(shop.url, guest), new LiveSocket(shop.url, guest)]
  await Promise.all([phone.connect(), laptop.connect()])
  const taken: number[] = []
  while (taken.length < count) {
    // The connection of a client that never shows how much it has read is closed after 256 KiB.
    if (taken.length % 100 === 0) for (const device of [phone, laptop]) device.ping()
    const startedAt = performance.now()
    const seen = laptop.next('change')
    phone.send(1)
    await seen
    taken.push(performance.now() - startedAt)
    // Below the limit of messages.
    await wait(60)
  }
  for (const device of [phone, laptop]) device.cut()
  return `${median(taken).toFixed(1)} ms, ${percentile(taken, 99).toFixed(1)} ms`
}

/** Every socket is another shopper's, so that it keeps an object of its own. */
async function idle(shop: Shop, { quick, say }: Bench): Promise<readonly Line[]> {
  const guests = await shop.guests(quick ? 2 * RETURNING : IDLE)
  await wait(ASLEEP_MS)
  const before = residentBytes(shop.pid())
  const databases = openDatabases(shop.pid())
  const sockets: LiveSocket[] = []
  let awake = 0
  for (let at = 0; at < guests.length; at += PORTION) {
    sockets.push(...(await connected(shop, guests.slice(at, at + PORTION))))
    awake = Math.max(awake, openDatabases(shop.pid()))
    if (at + PORTION < guests.length) await wait(ASLEEP_MS)
  }
  const open = residentBytes(shop.pid())
  await wait(ASLEEP_MS)
  await quiet(shop.pid())
  const asleep = residentBytes(shop.pid())
  const left = openDatabases(shop.pid())
  const cpu = await cpuOf(shop, () => wait(10_000))
  const beats = await cpuOf(shop, async () => {
    for (const socket of sockets) socket.ping()
    await wait(2_000)
  })
  const beaten = openDatabases(shop.pid())
  const perSocket = (bytes: number) => `${((bytes - before) / sockets.length / 1024).toFixed(1)} KiB`
  say(
    `memory before ${Math.round(before / MIB)} MiB, open ${Math.round(open / MIB)}, asleep ${Math.round(asleep / MIB)}`,
  )
  const back = await comeBack(shop, sockets.slice(0, RETURNING))
  for (const socket of sockets) socket.cut()
  return [
    shown(`memory of each of ${sockets.length} sockets: open; idle`, `${perSocket(open)}; ${perSocket(asleep)}`),
    shown(
      '… objects in memory, as open databases: before; most; idle; after heartbeats',
      `${databases}; ${awake}; ${left}; ${beaten}`,
    ),
    shown('… CPU while nothing happens', `${(cpu / 10).toFixed(1)} ms a second`),
    shown('… CPU of a heartbeat', `${((beats * 1000) / sockets.length).toFixed(0)} µs`),
    shown(`${RETURNING} clients come back at once: p50, p99, CPU of each`, back),
  ]
}

async function cpuOf(shop: Shop, work: () => Promise<unknown>): Promise<number> {
  const before = cpuMs(shop.pid())
  await work()
  return cpuMs(shop.pid()) - before
}

/** Their network was lost; each connects with its position, and its object wakes. */
async function comeBack(shop: Shop, sockets: readonly LiveSocket[]): Promise<string> {
  for (const socket of sockets) socket.cut()
  await wait(ASLEEP_MS)
  const taken: number[] = []
  const cpu = await cpuOf(shop, () => {
    const startedAt = performance.now()
    return eachOf(sockets, sockets.length, async (socket) => {
      await socket.connect()
      taken.push(performance.now() - startedAt)
    })
  })
  const each = ((cpu * 1000) / sockets.length).toFixed(0)
  return `${Math.round(median(taken))} ms, ${Math.round(percentile(taken, 99))} ms, ${each} µs`
}

function times(value: number): string {
  return `${value.toFixed(2)}×`
}
