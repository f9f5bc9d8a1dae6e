// The scale of a chart: round steps, from zero to just above the highest value.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleOf } from '../../../src/faces/console/browser/core/scale.ts'

describe('the scale of a chart', () => {
  it.each([
    [0, []],
    [1, [0.5, 1]],
    [3, [1, 2, 3]],
    [7, [5, 10]],
    [498, [200, 400, 600]],
    [5_794_500, [2_000_000, 4_000_000, 6_000_000]],
  ])('a chart up to %d has the lines %j', (highest, lines) => {
    expect(scaleOf(highest)).toEqual(lines)
  })

  it('things that are counted have whole steps', () => {
    expect(scaleOf(1, 1)).toEqual([1])
    expect(scaleOf(2, 1)).toEqual([1, 2])
  })

  it('a chart has one to three lines, and the highest value is just below the last one', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (highest) => {
        const lines = scaleOf(highest)
        const [step = 0] = lines
        expect(lines.length).toBeGreaterThanOrEqual(1)
        expect(lines.length).toBeLessThanOrEqual(3)
        expect(lines.at(-1)).toBeGreaterThanOrEqual(highest * (1 - 1e-9))
        expect((lines.at(-1) ?? 0) - step).toBeLessThanOrEqual(highest)
      }),
    )
  })
})
