// The settings in an isolate. Invariants: a running canary and the switches of policies are used for at most eight
// seconds after they were read; requests of one moment cause one read; without an answer the canary counts as stopped,
// and the last known switches hold.
import { describe, expect, test, vi } from 'vitest'
import type { Settings } from '../../../src/contract/rpc/settings.ts'
import { type Canary, STOPPED } from '../../../src/domain/canary/canary.ts'
import type { Switches } from '../../../src/domain/policy/switches.ts'
import { CachedSettings } from '../../../src/worker/settings/cached-settings.ts'

const PAUSED: Switches = { cart: { mode: 'refuse', since: 0, until: 2_000_000, by: 'usr_op', reason: null } }
const RUNNING: Canary = { isRunning: true, share: 10, users: [], seed: 1 }

function bench(first: Canary) {
  const policies: Switches = {}
  const state = { now: 1_000_000, canary: first, policies, reads: 0, isDown: false }
  const deferred: Promise<unknown>[] = []
  const settings = new CachedSettings({
    now: () => state.now,
    defer: (work) => void deferred.push(work),
    async read() {
      state.reads++
      if (state.isDown) throw new Error('the object does not answer')
      return { canary: state.canary, policies: state.policies }
    },
  })
  const settled = () => Promise.all(deferred)
  return { state, settings, settled }
}

describe('the settings of an isolate', () => {
  test('the first requests wait together for one read', async () => {
    const { state, settings } = bench(RUNNING)
    expect(await Promise.all([settings.canary(), settings.canary(), settings.canary()])).toEqual(Array(3).fill(RUNNING))
    expect(state.reads).toBe(1)
    expect(settings.canary()).toEqual(RUNNING)
  })

  test('a request after five seconds is answered from memory and starts a read', async () => {
    const { state, settings, settled } = bench(RUNNING)
    await settings.canary()
    state.canary = STOPPED
    state.now += 4_900
    expect(settings.canary()).toEqual(RUNNING)
    expect(state.reads).toBe(1)
    state.now += 200
    expect(settings.canary()).toEqual(RUNNING)
    await settled()
    expect(state.reads).toBe(2)
    expect(settings.canary()).toEqual(STOPPED)
  })

  test('a running canary is not used after eight seconds without an answer', async () => {
    const { state, settings, settled } = bench(RUNNING)
    await settings.canary()
    state.now += 8_100
    state.isDown = true
    expect(await settings.canary()).toEqual(STOPPED)
    await settled()
    // Requests do not wait for an object that has just failed.
    expect(settings.canary()).toEqual(STOPPED)
    expect(state.reads).toBe(2)
    state.now += 5_100
    state.isDown = false
    expect(await settings.canary()).toEqual(RUNNING)
  })

  test('without a running canary no request waits, however old the settings are', async () => {
    const { state, settings, settled } = bench(STOPPED)
    await settings.canary()
    state.now += 3_600_000
    state.canary = RUNNING
    expect(settings.canary()).toEqual(STOPPED)
    await settled()
    expect(settings.canary()).toEqual(RUNNING)
  })

  test('a request waits half a second for an object that does not answer', async () => {
    vi.useFakeTimers()
    try {
      const settings = new CachedSettings({ now: Date.now, defer: () => {}, read: () => new Promise(() => {}) })
      const waiting = Promise.resolve(settings.canary())
      await vi.advanceTimersByTimeAsync(499)
      expect(await Promise.race([waiting, 'waits'])).toBe('waits')
      await vi.advanceTimersByTimeAsync(2)
      expect(await waiting).toEqual(STOPPED)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a request waits for switches that are older than eight seconds, although nothing was switched', async () => {
    const { state, settings } = bench(STOPPED)
    expect(await settings.policies()).toEqual({})
    state.policies = PAUSED
    state.now += 7_900
    expect(settings.policies()).toEqual({})
    state.now += 200
    expect(await settings.policies()).toEqual(PAUSED)
  })

  test('fault 78: the last known switches hold while the object does not answer, and no request waits twice', async () => {
    const { state, settings, settled } = bench(STOPPED)
    state.policies = PAUSED
    await settings.policies()
    state.isDown = true
    state.now += 8_100
    expect(await settings.policies()).toEqual(PAUSED)
    await settled()
    expect(settings.policies()).toEqual(PAUSED)
    expect(settings.knownPolicies()).toEqual(PAUSED)
  })

  test('an object of an earlier release, which has no switches, leaves them empty', async () => {
    const old = { canary: STOPPED } as unknown as Settings
    const settings = new CachedSettings({ now: Date.now, defer: () => {}, read: async () => old })
    expect(await settings.policies()).toEqual({})
  })
})
