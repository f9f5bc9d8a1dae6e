// The messages of one recipient. Invariants: one id is one message; no hour has more than its limit; a failing provider
// gets fewer and fewer attempts for two days, then the message is given up with an alert; what was sent or dropped is
// no longer stored; the alarm stands while a message waits, also after a loss of memory.
import { describe, expect, it } from 'vitest'
import { MailRefused } from '../../../src/contract/mail/mailer.ts'
import type { MailRequest } from '../../../src/contract/mail/request.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Mails } from '../../../src/objects/mail/mails.ts'
import { Disk } from '../../world/object-storage.ts'
import { START_MS, storageOn } from '../aggregate/bench.ts'

const HOUR_MS = 3600_000

async function bench(perHour = 20) {
  const disk = new Disk()
  const metrics = new Registry()
  const state = { now: START_MS, fault: null as Error | null, log: [] as string[] }
  const attempts: { readonly id: string; readonly at: number }[] = []
  const wake = async () => {
    const mails = new Mails(storageOn(disk), {
      now: () => state.now,
      async send({ id }) {
        attempts.push({ id, at: state.now - START_MS })
        if (state.fault) throw state.fault
      },
      perHour,
      log: (_level, event) => void state.log.push(event),
      metrics,
    })
    await mails.wake()
    return mails
  }
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
  const stored = () => JSON.stringify(disk.run('SELECT * FROM messages'))
  return { state, attempts, wake, pass, stored, metrics }
}

const mail = (id: string, more: Partial<MailRequest> = {}): MailRequest => ({
  ...{ id, template: 'email_changed', locale: 'en', data: {}, at: START_MS },
  ...{ to: { email: 'ann@example.com', name: 'Ann' }, ...more },
})

describe('a message', () => {
  it('a message is sent once, however often its owner repeats it, and its text is then deleted', async () => {
    const { wake, pass, attempts, stored } = await bench()
    ;(await wake()).accept(mail('msg_1'))
    expect(stored()).toContain('ann@example.com')
    await pass(1_000)
    ;(await wake()).accept(mail('msg_1'))
    await pass(HOUR_MS)
    expect(attempts.map(({ id }) => id)).toEqual(['msg_1'])
    expect(stored()).not.toContain('ann')
  })

  it('a failed message is tried again with growing pauses, and sent when the provider is back', async () => {
    const { state, wake, pass, attempts, metrics } = await bench()
    state.fault = new Error('down')
    ;(await wake()).accept(mail('msg_1'))
    await pass(4 * 60_000)
    expect(attempts.map(({ at }) => Math.round(at / 1000))).toEqual([0, 30, 90, 210])
    state.fault = null
    await pass(HOUR_MS)
    expect(attempts).toHaveLength(5)
    const { counters, histograms } = metrics.take()
    expect(new Map(counters)).toEqual(
      new Map([
        ['mail_failures_total', 4],
        ['mails_total\nsent', 1],
      ]),
    )
    expect(histograms.map(([name]) => name)).toEqual(['mail_delay_seconds'])
  })

  it('a message is given up after two days with one alert, and its text is deleted', async () => {
    const { state, wake, pass, attempts, stored } = await bench()
    state.fault = new Error('down')
    ;(await wake()).accept(mail('msg_1'))
    await pass(72 * HOUR_MS)
    expect(state.log.filter((event) => event === 'mail.given_up')).toHaveLength(1)
    expect(attempts.at(-1)?.at).toBeGreaterThanOrEqual(48 * HOUR_MS)
    expect(attempts.length).toBeLessThan(30)
    expect(stored()).not.toContain('ann')
  })

  it('a message that the provider refuses is not tried again', async () => {
    const { state, wake, pass, attempts } = await bench()
    state.fault = new MailRefused('RCPT was answered with 550')
    ;(await wake()).accept(mail('msg_1'))
    await pass(HOUR_MS)
    expect(attempts).toHaveLength(1)
  })

  it('a message whose link has expired while it waited is not sent', async () => {
    const { state, wake, pass, attempts } = await bench()
    state.fault = new Error('down')
    ;(await wake()).accept(mail('msg_1', { expiresAt: START_MS + 60_000 }))
    await pass(40_000)
    state.fault = null
    await pass(HOUR_MS)
    expect(attempts.map(({ at }) => Math.round(at / 1000))).toEqual([0, 30])
  })

  it('a message waits for a failing one before it, so that a provider that is down gets one attempt at a time', async () => {
    const { state, wake, pass, attempts } = await bench()
    state.fault = new Error('down')
    const mails = await wake()
    for (const n of [1, 2, 3]) mails.accept(mail(`msg_${n}`))
    await pass(1_000)
    expect(attempts).toHaveLength(1)
    state.fault = null
    await pass(HOUR_MS)
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(3)
  })
})

describe('the limit per hour', () => {
  it('the limit holds for every hour, and all messages arrive in the end', async () => {
    const { wake, pass, attempts } = await bench(3)
    const mails = await wake()
    for (let n = 10; n < 20; n++) mails.accept(mail(`msg_${n}`))
    await pass(10 * HOUR_MS)
    expect(attempts.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, n) => `msg_${n + 10}`))
    for (const { at } of attempts) {
      expect(attempts.filter((other) => other.at >= at && other.at < at + HOUR_MS - 100).length).toBeLessThanOrEqual(3)
    }
  })

  it('the limit lets at most 100 messages wait; further ones are dropped with an alert', async () => {
    const { state, wake, stored } = await bench(1)
    const mails = await wake()
    for (let n = 0; n < 120; n++) mails.accept(mail(`msg_${n}`))
    expect(stored().match(/ann@example/g)).toHaveLength(100)
    expect(state.log.filter((event) => event === 'mail.dropped')).toHaveLength(20)
  })
})

it('an erasure drops what waits, and a repeat does not bring it back', async () => {
  const { state, wake, pass, attempts, stored } = await bench()
  state.fault = new Error('down')
  const mails = await wake()
  mails.accept(mail('msg_1'))
  await pass(1_000)
  state.fault = null
  const woken = await wake()
  woken.drop()
  woken.accept(mail('msg_1'))
  await pass(HOUR_MS)
  expect(attempts).toHaveLength(1)
  expect(stored()).not.toContain('ann')
})
