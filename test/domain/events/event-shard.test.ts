// A shard of the stream. Invariants: an event is stored once by its id and is on disk before it is accepted; positions
// have no gaps and are never used again; events are deleted after 30 days, and the newest stays.
import { describe, expect, test } from 'vitest'
import type { PublicEvent } from '../../../src/domain/outbox.ts'
import { EventShard, KEPT_MS } from '../../../src/objects/events/event-shard.ts'
import { Disk, Killed, storageOf } from '../../world/object-storage.ts'
import { START_MS, storageOn } from '../aggregate/bench.ts'

const HOUR_MS = 3600_000
const NO_ENDPOINTS = {
  take: async () => ({ status: 'gone' as const }),
  deadline: <Value>(promise: Promise<Value>) => promise,
}
const event = (id: string, subject = 'order:ord_1'): PublicEvent => {
  return { id: `evt_${id}`, type: 'order.paid', version: 1, subject, at: START_MS, data: { total: 5 } }
}

function bench(disk = new Disk()) {
  const clock = { now: START_MS }
  const start = () => new EventShard(storageOn(disk), { ...NO_ENDPOINTS, now: () => clock.now })
  const shard = start()
  const positions = () =>
    start()
      .read(0, 100)
      .items.map(({ position, event: { id } }) => `${position} ${id}`)
  /** Rings the alarms until then, each in an object that has lost its memory. */
  const pass = async (ms: number) => {
    const end = clock.now + ms
    for (let at = disk.alarm; at !== null && at <= end; at = disk.alarm) {
      clock.now = Math.max(clock.now, at)
      disk.alarm = null
      await start().alarm()
    }
    clock.now = end
  }
  return { disk, clock, shard, positions, pass, start }
}

describe('a shard of the stream', () => {
  test('an event that arrives again is stored once and keeps its position', () => {
    const { shard, positions } = bench()
    shard.accept([event('a'), event('b')])
    shard.accept([event('b'), event('c'), event('a')])
    expect(positions()).toEqual(['1 evt_a', '2 evt_b', '3 evt_c'])
  })

  test('the time of acceptance does not go back with the clock', () => {
    const { shard, clock } = bench()
    shard.accept([event('a')])
    clock.now -= HOUR_MS
    shard.accept([event('b')])
    expect(shard.read(0, 10).items.map(({ storedAt }) => storedAt)).toEqual([START_MS, START_MS])
  })

  test('a shard that dies at any statement has accepted all events of the call or none', () => {
    for (let dieAt = 0; ; dieAt++) {
      const disk = new Disk()
      bench(disk).shard.accept([event('a')])
      let left = dieAt
      let alive = true
      const storage = storageOf(disk, {
        isAlive: () => alive,
        beforeStatement() {
          if (left-- === 0) alive = false
        },
        alarmSet() {},
        afterCommit() {},
        aborted() {},
      })
      let accepted = true
      try {
        new EventShard(storage, { ...NO_ENDPOINTS, now: () => START_MS }).accept([event('b'), event('c')])
      } catch (error) {
        expect(error).toBeInstanceOf(Killed)
        accepted = false
      }
      const { positions, start } = bench(disk)
      expect(positions()).toEqual(accepted ? ['1 evt_a', '2 evt_b', '3 evt_c'] : ['1 evt_a'])
      // The sender repeats the call.
      start().accept([event('b'), event('c')])
      expect(positions()).toEqual(['1 evt_a', '2 evt_b', '3 evt_c'])
      if (accepted) return
    }
  })

  test('events are deleted after 30 days, and the newest stays, so that positions go on', async () => {
    const { shard, positions, pass, start, disk } = bench()
    shard.accept([event('a'), event('b')])
    await pass(KEPT_MS / 2)
    start().accept([event('c')])
    await pass(KEPT_MS / 2)
    expect(positions()).toEqual(['1 evt_a', '2 evt_b', '3 evt_c'])
    await pass(2 * HOUR_MS)
    expect(positions()).toEqual(['3 evt_c'])
    expect(start().read(0, 10).oldest).toBe(3)
    await pass(KEPT_MS * 2)
    expect(positions()).toEqual(['3 evt_c'])
    expect(disk.alarm).toBeNull()
    start().accept([event('d')])
    expect(positions()).toEqual(['3 evt_c', '4 evt_d'])
  })

  test('a shard whose alarm was lost sets it again when it wakes', async () => {
    const { shard, disk, start } = bench()
    shard.accept([event('a'), event('b')])
    const { alarm } = disk
    disk.alarm = null
    await start().wake()
    expect(disk.alarm).toBe(alarm)
  })

  test('a shard with many lapsed events deletes them in portions', async () => {
    const { shard, pass, start, clock, disk } = bench()
    shard.accept(Array.from({ length: 2_500 }, (_, at) => event(`${at}`)))
    clock.now += KEPT_MS + 2 * HOUR_MS
    disk.alarm = null
    await start().alarm()
    expect(start().read(0, 1).oldest).toBe(1_001)
    await pass(60_000)
    expect(start().read(0, 1).oldest).toBe(2_500)
  })
})
