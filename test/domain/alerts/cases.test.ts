// The cases of the alerts, run through the worker's evaluator. The ring tiers runs the same cases through promtool.
import { describe, expect, test } from 'vitest'
import { CASES } from '../../../dev/ops-files/cases.ts'
import { notationOf } from '../../../dev/ops-files/series.ts'
import { timelineOf } from '../../../dev/ops-files/timeline.ts'
import { ALERT_IDS } from '../../../src/domain/alerts/table.ts'

describe('the cases of alerts', () => {
  test.each(CASES)('$alert behaves as its case says when $fault', (its) => {
    const timeline = timelineOf(its)
    const [before, during] = its.course
    const [first, last] = [timeline.indexOf(true), timeline.lastIndexOf(true)]
    expect(first === -1 ? null : first - before).toBe(its.firesAfter)
    const hasEnded = first !== -1 && last < timeline.length - 1
    expect(hasEnded ? last + 1 - before - during : null).toBe(its.endsAfter)
    // Once, without a gap.
    expect(timeline.filter(Boolean)).toHaveLength(first === -1 ? 0 : last - first + 1)
  })

  test('every alert has a case in which it fires and ends', () => {
    const shown = CASES.filter(({ firesAfter, endsAfter }) => firesAfter !== null && endsAfter !== null)
    expect(ALERT_IDS.filter((id) => !shown.some(({ alert }) => alert === id))).toEqual([])
  })
})

test('the notation of promtool repeats steps, marks the first gap as stale, and can fall', () => {
  expect(notationOf([1, 1, 1, 4, 7, 5])).toBe('1+0x2 4+3x1 5')
  expect(notationOf([3, null, null, 9, 8, 7])).toBe('3 stale _x1 9-1x2')
})
