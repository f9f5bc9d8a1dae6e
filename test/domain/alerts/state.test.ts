// The state of one alert, and the notices that it owes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AlertState,
  advance,
  announce,
  firstState,
  type Owed,
  REPEAT_MS,
} from '../../../src/domain/alerts/state.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const PATIENCE = { for: 120, keepFiringFor: 300 }

interface Minute {
  readonly at: number
  readonly phase: AlertState['phase']
  readonly owed: Owed
}

/** One evaluation a minute. */
function run(holds: readonly boolean[], patience = PATIENCE): readonly Minute[] {
  let state = firstState(0)
  return holds.map((its, minute) => {
    const at = minute * MINUTE_MS
    const [next, owed] = announce(advance(state, its, patience, at), at)
    state = next
    return { at, phase: state.phase, owed }
  })
}

const times = (count: number, holds: boolean) => Array<boolean>(count).fill(holds)

describe('the phases of an alert', () => {
  test('an alert is pending until its condition has held for long enough, and fires on for a while after it', () => {
    const phases = run([...times(1, false), ...times(4, true), ...times(7, false)]).map(({ phase }) => phase)
    expect(phases).toEqual(['ok', 'pending', 'pending', ...Array(7).fill('firing'), 'ok', 'ok'])
  })

  test('a condition that returns while the alert still fires begins the wait for its end again', () => {
    const phases = run([...times(3, true), ...times(4, false), true, ...times(6, false)]).map(({ phase }) => phase)
    expect(phases).toEqual(['pending', 'pending', ...Array(11).fill('firing'), 'ok'])
  })

  test('a pending alert whose condition ends is ok at once, and starts from the beginning', () => {
    expect(run([true, true, false, true, true]).map(({ phase }) => phase)).toEqual([
      'pending',
      'pending',
      'ok',
      'pending',
      'pending',
    ])
  })
})

describe('the notices of an alert', () => {
  const noticesOf = (minutes: readonly Minute[]) => minutes.filter(({ owed }) => owed !== null)

  test('an alert that fires and ends owes one notice of each', () => {
    const notices = noticesOf(run([...times(10, true), ...times(20, false)]))
    expect(notices.map(({ owed }) => owed)).toEqual(['firing', 'resolved'])
  })

  test('an alert that fires again within the hour is announced when the hour is over, if it still fires', () => {
    const minutes = run([...times(3, true), ...times(7, false), ...times(70, true)])
    expect(noticesOf(minutes).map(({ at, owed }) => [at / MINUTE_MS, owed])).toEqual([
      [2, 'firing'],
      [8, 'resolved'],
      [62, 'firing'],
    ])
  })

  test('an alert that fires on is announced again after four hours', () => {
    const minutes = run(times(9 * 60, true))
    expect(noticesOf(minutes).map(({ at }) => at / MINUTE_MS)).toEqual([2, 242, 482])
    expect(REPEAT_MS).toBe(4 * HOUR_MS)
  })

  test('any course of an alert gives at most one announcement an hour, each followed by its end', () => {
    const course = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 90 })), { maxLength: 30 })
    fc.assert(
      fc.property(course, fc.record({ for: seconds(), keepFiringFor: seconds() }), (parts, patience) => {
        const minutes = run([...parts.flatMap(([holds, count]) => times(count, holds)), ...times(60, false)], patience)
        const notices = noticesOf(minutes)
        const firing = notices.filter(({ owed }) => owed === 'firing')
        for (const [index, { at }] of firing.entries()) {
          expect(at - (firing[index - 1]?.at ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(HOUR_MS)
        }
        // A notice that it ended follows a notice that it fires, and the last one says that it ended.
        for (const [index, { owed }] of notices.entries()) {
          if (owed === 'resolved') expect(notices[index - 1]?.owed).toBe('firing')
        }
        expect(notices.at(-1)?.owed).toBe(notices.length === 0 ? undefined : 'resolved')
        // An alert that fires for an hour is announced.
        const isSilent = (from: number) =>
          minutes.slice(from, from + 61).every(({ phase, owed }) => phase === 'firing' && owed === null)
        const announcedBefore = (from: number) => firing.some(({ at }) => at < from * MINUTE_MS)
        for (let from = 0; from + 61 < minutes.length; from++) {
          if (isSilent(from)) expect(announcedBefore(from)).toBe(true)
        }
      }),
    )
  })

  function seconds() {
    return fc.constantFrom(0, 60, 300, 900)
  }
})

test('an evaluation that changes nothing returns the same state, so that nothing is stored', () => {
  const firing: AlertState = { phase: 'firing', since: 0, clearSince: null, announcedAt: 5, isAnnounced: true }
  expect(advance(firing, true, PATIENCE, HOUR_MS)).toBe(firing)
  expect(announce(firing, HOUR_MS)[0]).toBe(firing)
  const ok = firstState(0)
  expect(advance(ok, false, PATIENCE, HOUR_MS)).toBe(ok)
  expect(announce(ok, HOUR_MS)[0]).toBe(ok)
})
