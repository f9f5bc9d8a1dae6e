// Invariant: a cart always fits into the record, in any script. Its limit counts bytes as the record's statement
// carries them, and leaves room for the lines that a checkout and an import may add.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { MAX_LENGTH } from '../../../src/domain/cart/cart.ts'
import { withinLength } from '../../../src/domain/cart/cart-length.ts'
import { accept } from '../../../src/domain/result.ts'
import { storedBytes, viewOf } from '../../../src/domain/rows.ts'

/** The largest value that D1 takes. */
const D1_VALUE_BYTES = 2_000_000

describe('the bytes of a stored value', () => {
  test('the bytes of a stored value equal those of its JSON inside JSON, for any text', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant('茶"\\😀'))), (value) => {
        const nested = JSON.stringify(JSON.stringify(value))
        expect(storedBytes(value)).toBe(Buffer.byteLength(nested) - 2)
      }),
    )
  })
})

describe('a cart', () => {
  const line = (text: string) => ({
    ...{ lineId: 'l', sku: 'tea', quantity: 1, title: text, image: null, unitPrice: 1, currency: 'CNY' },
    ...{ attributes: {}, addedAt: 1, rank: 1 },
  })

  it.each(['tea', '茶', '"', '\\', '😀'])('a cart of %s is full long before the record refuses it', (word) => {
    const items: Record<string, ReturnType<typeof line>> = {}
    const next = line(word.repeat(2_000))
    let count = 0
    const added = accept([{ type: 'line_set' as const, line: next as never }])
    while (withinLength(viewOf({ items }), added).ok) items[`sku-${count++}`] = next
    const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify({ items })))
    expect(bytes).toBeGreaterThan(MAX_LENGTH / 2)
    // The cart, the lines that a checkout gives back, and an import.
    expect(3 * bytes).toBeLessThan(D1_VALUE_BYTES - 100_000)
  })
})
