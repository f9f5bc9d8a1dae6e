// Cells that a spreadsheet would run as formulas. Invariant: an export disarms and an import restores each of them.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { guarded, unguarded } from '../../../src/domain/import/formula.ts'

it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1"])('%j is written as text', (cell) => {
  expect(guarded(cell)).toBe(`'${cell}`)
})

it.each(['tea', '-5', '+1.25', "rock 'n' roll", "'quoted'", '', 'a=b'])('%j is written unchanged', (cell) => {
  expect(guarded(cell)).toBe(cell)
})

it('every cell is read back unchanged, and no written cell begins like a formula', () => {
  const cell = fc.string({ unit: fc.constantFrom(..."'=+-@\t\r＝a1."), maxLength: 8 })
  fc.assert(
    fc.property(cell, (text) => {
      expect(unguarded(guarded(text))).toBe(text)
      expect(/^[=@\t\r＝]/.test(guarded(text))).toBe(false)
    }),
  )
})
