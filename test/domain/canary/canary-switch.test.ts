// The switch of the canary over a disk, with the alert that stops it. Invariants: it does not run while its alert fires;
// a version that an operator has not seen refuses the change; the roll-back and the alert's state are stored together.
import { describe, expect, test } from 'vitest'
import { distinctLeaves, type Series, valuesOf } from '../../../src/domain/alerts/leaves.ts'
import { ALERTS } from '../../../src/domain/alerts/table.ts'
import { Alerts } from '../../../src/objects/alerts/alerts.ts'
import { CANARY_ALERT, CanarySwitch } from '../../../src/objects/settings/canary-switch.ts'
import { Disk } from '../../world/object-storage.ts'
import { START_MS, storageOn } from '../aggregate/bench.ts'

const TABLE = { [CANARY_ALERT]: ALERTS[CANARY_ALERT] }

function bench() {
  const disk = new Disk()
  const state = { now: START_MS, log: [] as string[], crash: false }
  const woken = () => {
    const storage = storageOn(disk)
    const ports = {
      now: () => state.now,
      random: () => 0.5,
      log: (_level: string, event: string) => void state.log.push(event),
      hasWebhook: false,
      post: async () => 200,
      report: async () => {},
      whileFiring: () => {
        canary.rollBack()
        if (state.crash) throw new Error('the object ends here')
      },
    }
    const canary = new CanarySwitch(storage, ports)
    return { canary, alerts: new Alerts(storage, ports, TABLE) }
  }
  const totals = { answered: 0, failed: 0 }
  /** A minute in which the canary answers and fails so many requests. */
  const minute = (answered: number, failed: number) => {
    totals.answered += answered
    totals.failed += failed
    state.now += 60_000
    const series = Object.entries(totals).map(
      ([outcome, value]): Series => ({ name: 'canary_requests_total', labels: { outcome }, value }),
    )
    const leaves = distinctLeaves(Object.values(TABLE).map(({ when }) => when))
    woken().alerts.observe(valuesOf(leaves, series))
  }
  const change = (isRunning: boolean, share: number, ifVersion: number | null = null) => {
    const { canary, alerts } = woken()
    const users = ['usr_ann']
    return canary.change({ isRunning, share, users }, 'usr_op', ifVersion, alerts.isFiring(CANARY_ALERT))
  }
  return { state, minute, change, read: () => woken().canary.read() }
}

describe('the switch of the canary', () => {
  test('a new deployment has a stopped canary', () => {
    expect(bench().read()).toEqual({
      value: { isRunning: false, share: 0, users: [], seed: 0 },
      version: 0,
      changedAt: null,
      changedBy: null,
      reason: null,
    })
  })

  test('the seed stays while the share grows, and differs after the next start', () => {
    const { change, read } = bench()
    const seeds = [5, 10, 50].map((share) => {
      change(true, share)
      return read().value.seed
    })
    expect(new Set(seeds).size).toBe(1)
    change(false, 0)
    change(true, 5)
    expect(read().value.seed).not.toBe(seeds[0])
  })

  test('a change of an earlier version is refused, and answers the present canary', () => {
    const { change } = bench()
    expect(change(true, 10, 0)).toMatchObject({ status: 'changed', canary: { version: 1, changedBy: 'usr_op' } })
    expect(change(true, 20, 0)).toMatchObject({ status: 'refused', code: 'version_mismatch', canary: { version: 1 } })
    expect(change(true, 20, 1)).toMatchObject({ status: 'changed', canary: { version: 2, value: { share: 20 } } })
  })
})

describe('the roll-back', () => {
  test('a canary that burns its budget is stopped, keeps its users, and can start when its alert has ended', () => {
    const { state, minute, change, read } = bench()
    change(true, 10)
    for (let at = 0; at < 5; at++) minute(100, 0)
    expect(read().value.isRunning).toBe(true)
    for (let at = 0; at < 2; at++) minute(90, 10)
    expect(read()).toMatchObject({
      value: { isRunning: false, share: 0, users: ['usr_ann'] },
      changedBy: 'canary-budget',
      reason: 'rolled back at a share of 10 %',
    })
    expect(state.log).toContain('canary.rolled_back')
    expect(change(true, 10)).toMatchObject({ status: 'refused', code: 'canary_not_startable' })
    for (let at = 0; at < 12; at++) minute(0, 0)
    expect(change(true, 10)).toMatchObject({ status: 'changed' })
  })

  test('a few failures of a busy canary do not stop it', () => {
    const { minute, change, read } = bench()
    change(true, 10)
    for (let at = 0; at < 30; at++) minute(1_000, 10)
    expect(read().value.isRunning).toBe(true)
  })

  test('a canary that is stopped by an operator is not written again by its alert', () => {
    const { minute, change, read } = bench()
    change(true, 10)
    minute(100, 0)
    change(false, 0)
    for (let at = 0; at < 3; at++) minute(0, 50)
    expect(read()).toMatchObject({ version: 2, changedBy: 'usr_op' })
  })

  test('a crash between the roll-back and the state of its alert stores neither; the next minute does both', () => {
    const { state, minute, change, read } = bench()
    change(true, 10)
    minute(100, 0)
    state.crash = true
    expect(() => minute(50, 50)).toThrow('the object ends here')
    expect(read().value.isRunning).toBe(true)
    state.crash = false
    minute(50, 50)
    expect(read().value.isRunning).toBe(false)
  })
})
