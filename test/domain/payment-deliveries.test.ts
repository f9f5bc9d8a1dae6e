// Webhooks of the simulated provider. Invariants: a webhook is sent until it is accepted; a failure of an hour raises
// one alert, and its end one notice; the alarm stands although the platform drops it or rings early.
import { describe, expect, test } from 'vitest'
import type { LogFields } from '../../src/contract/log.ts'
import { SimulatedPayment } from '../../src/objects/payment/simulated-payment.ts'
import { Disk } from '../world/object-storage.ts'
import { START_MS, storageOn } from './aggregate/bench.ts'

const HOUR_MS = 3600_000

async function bench() {
  const disk = new Disk()
  const state = { now: START_MS, status: 500 as number, told: [] as { event: string; fields: LogFields }[] }
  const wake = async () => {
    const payment = new SimulatedPayment(storageOn(disk), {
      now: () => state.now,
      random: () => 0.5,
      post: async () => state.status,
      log: (_level, event, fields) => void state.told.push({ event, fields: (fields ?? {}) as LogFields }),
    })
    await payment.wake()
    return payment
  }
  const payment = await wake()
  payment.open({ paymentId: 'pay_1', orderId: 'ord_1', number: 'N1', amount: 100, currency: 'CNY', returnUrl: null })
  payment.settle({ outcome: 'approve', delaySeconds: 0, deliveries: 1, reorder: false })
  /** Advances the clock and rings the alarms as the platform does, each time after a loss of memory. */
  const pass = async (ms: number) => {
    const end = state.now + ms
    for (let at = disk.alarm; at !== null && at <= end; at = disk.alarm) {
      state.now = Math.max(state.now, at)
      const woken = await wake()
      disk.alarm = null
      await woken.deliver()
    }
    state.now = end
  }
  const events = (name: string) => state.told.filter(({ event }) => event === name)
  return { disk, state, wake, payment, pass, events }
}

describe('a webhook that is not accepted', () => {
  test('fault 58: a failing webhook raises one alert after an hour, and one notice when it is accepted', async () => {
    const { state, pass, events } = await bench()
    await pass(HOUR_MS - 600_000)
    expect(events('duty.failing')).toEqual([])
    await pass(900_000)
    expect(events('duty.failing')).toMatchObject([{ fields: { alert: true, kind: 'payment', duty: 'webhook' } }])
    await pass(HOUR_MS / 4)
    expect(events('duty.failing')).toHaveLength(1)
    state.status = 200
    await pass(HOUR_MS)
    expect(events('duty.recovered')).toHaveLength(1)
  })

  test('fault 57: a woken object sets its alarm again when the platform dropped but still reports it', async () => {
    const { disk, state, wake } = await bench()
    const stale = disk.alarm
    state.now += HOUR_MS
    await wake()
    expect([disk.alarm, stale]).toEqual([state.now + 1, START_MS + 1])
  })

  test('the alarm of a webhook does not ring without pause where the platform’s clock runs ahead', async () => {
    const { disk, state, wake } = await bench()
    await (await wake()).deliver()
    const payment = await wake()
    let rings = 0
    const before = state.told.length
    for (; state.told.length === before; rings++) {
      if (rings > 20) throw new Error('it rings without pause')
      state.now = Math.max(state.now, (disk.alarm ?? 0) - 10_000)
      disk.alarm = null
      await payment.deliver()
    }
    expect(rings).toBeLessThan(12)
  })
})
