/** Lists of aggregates for callers of single objects: the sweep, and a resend after a restore. */
import { expect, test } from 'vitest'
import { stockCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { cart, tombstone } from './samples.ts'

const AT = Date.UTC(2026, 8, 1)
const MINUTE = 60_000

export function idsContract(started: () => RecordUnderTest): void {
  const ids = (...args: Parameters<RecordUnderTest['record']['listIds']>) => started().record.listIds(...args)

  test('all aggregates of a kind are listed in pages, each once', async () => {
    const own = Array.from({ length: 7 }, (_, index) => `gst_zz_list_${index}`)
    await started().record.putCopies(
      'cart',
      own.map((id) => cart(id, { epoch: 1, version: 1 })),
    )
    const found: string[] = []
    for (let after = 'gst_zz_list_'; ; ) {
      const page = await ids('cart', { of: 'all' }, 3, after)
      found.push(...page)
      const last = page.at(-1)
      if (last === undefined) break
      after = last
    }
    expect(found.filter((id) => id.startsWith('gst_zz_list_'))).toEqual(own)
  })

  test('positions of copies are listed in pages, and read by id, also those of tombstones', async () => {
    const { record } = started()
    const copies = [
      cart('gst_zh_a', { epoch: AT, version: 3 }, { updatedAt: AT + 7 }),
      tombstone('gst_zh_b', { epoch: 2, version: 1 }, { updatedAt: AT + 9 * MINUTE }),
      cart('gst_zh_c', { epoch: 1, version: 1 }, { updatedAt: AT }),
    ]
    await record.putCopies('cart', copies)
    const held = copies.map(({ id, epoch, version, state, updatedAt }) => {
      return { id, epoch, version, state, updatedAt, settling: false }
    })
    expect(await record.listHeld('cart', 2, 'gst_zh_')).toEqual(held.slice(0, 2))
    expect((await record.listHeld('cart', 2, 'gst_zh_b'))[0]).toEqual(held[2])
    expect(await record.heldOf('cart', ['gst_zh_c', 'gst_zh_none', 'GST_ZH_B', 'gst_zh_a'])).toEqual([held[0], held[2]])
    expect(await record.heldOf('cart', [])).toEqual([])
    expect(await record.getCopies('cart', ['gst_zh_c', 'gst_zh_none', 'gst_zh_b'])).toEqual(copies.slice(1))
    const erasing = { erasing: { me: { at: AT } } }
    const account = { ...cart('usr_zh', { epoch: 1, version: 1 }, { lists: erasing }), kind: 'account' as const }
    await record.putCopies('account', [account])
    expect(await record.heldOf('account', ['usr_zh'])).toMatchObject([{ id: 'usr_zh', settling: true }])
    await record.putCopies('stock', [stockCopy('zh-stock', { epoch: 1, version: 1 }, { own: 1 })])
    expect(await record.heldOf('stock', ['zh-stock'])).toMatchObject([{ id: 'zh-stock', settling: false }])
  })

  test('carts with old merges or checkouts, accounts in erasure, and held stock are listed as owing', async () => {
    const { record } = started()
    const position = { epoch: 1, version: 1 }
    const out = { userId: 'usr_1', strategy: 'sum', at: AT }
    const start = { start: {}, at: AT, key: 'k', lines: [] }
    const at = (updatedAt: number) => ({ updatedAt })
    await record.putCopies('cart', [
      cart('gst_ow_merge', position, { ...at(AT), lists: { merge: { out } } }),
      cart('gst_ow_new', position, { ...at(AT + MINUTE), lists: { merge: { out } } }),
      cart('gst_ow_none', position, at(AT)),
      cart('gst_ow_start', position, { ...at(AT), lists: { checkouts: { ord_1: start } } }),
    ])
    await record.putCopies('account', [
      { ...cart('usr_ow_calm', position, { ...at(AT), lists: {} }), kind: 'account' },
      { ...cart('usr_ow_erasing', position, { ...at(AT), lists: { erasing: { me: { at: AT } } } }), kind: 'account' },
    ])
    await record.putCopies('stock', [
      stockCopy('ow-free', position, { own: 3 }, at(AT)),
      stockCopy('ow-held', position, { own: 3, held: 1 }, at(AT)),
    ])
    const owing = { of: 'owing', before: AT + 1 } as const
    const pick = async (kind: 'cart' | 'account' | 'stock') =>
      (await ids(kind, owing, 100, '')).filter((id) => id.includes('ow'))
    expect(await pick('cart')).toEqual(['gst_ow_merge', 'gst_ow_start'])
    expect(await pick('account')).toEqual(['usr_ow_erasing'])
    expect(await pick('stock')).toEqual(['ow-held'])
  })

  test('tombstones of a time span are listed', async () => {
    const position = { epoch: 1, version: 1 }
    await started().record.putCopies('cart', [
      tombstone('gst_en_early', position, { updatedAt: AT - MINUTE }),
      tombstone('gst_en_late', position, { updatedAt: AT + MINUTE }),
      tombstone('gst_en_within', position, { updatedAt: AT }),
    ])
    expect(await ids('cart', { of: 'ended', from: AT - 1, before: AT + 1 }, 100, '')).toEqual(['gst_en_within'])
  })
}
