/** Lists in one cell. Invariant: splitting a joined cell gives the same values, for any values. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinCell, splitCell } from '../../../src/domain/import/cell-list.ts'

describe('several values in one cell', () => {
  it('joined values are split into the same values', () => {
    const value = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(...'a|\\ \n\u3000é🛒') })
    fc.assert(
      fc.property(fc.array(value), (values) => {
        expect(splitCell(joinCell(values))).toEqual(values)
      }),
    )
    expect(splitCell(' a b | |c|')).toEqual(['a b', 'c'])
    expect(splitCell('/a  /b|/c', true)).toEqual(['/a', '/b', '/c'])
  })
})
