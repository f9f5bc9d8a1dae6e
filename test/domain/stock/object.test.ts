// The stock of one SKU over real SQLite: what operators and orders are promised, whatever the object has sold.
import { describe, expect, test } from 'vitest'
import { edit, openStock, sell } from './bench.ts'

describe('an operator’s keyed adjustment', () => {
  test('is applied once although hundreds of sales came between it and its repeat', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 1_000 })
    await edit(bench, { adjust: 100 }, 'key')
    await sell(bench, ...Array.from({ length: 300 }, (_, index) => `ord_${index}`))
    const again = await edit(bench, { adjust: 100 }, 'key')
    expect(again).toMatchObject({ status: 'replayed', stock: { onHand: 800 } })
  })
})
