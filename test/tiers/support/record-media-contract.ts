/** The contract about uploads of every record: which of them products show, found without a walk over the products. */
import { expect, test } from 'vitest'
import type { Copy } from '../../../src/domain/copy.ts'
import { indexTerms } from '../../../src/domain/search/terms.ts'
import { MADE_AT, newOrderId, orderCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { product, tombstone } from './samples.ts'

export function mediaContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const upload = (digit: string) => ({ digest: digit.repeat(64) })
  const imageOf = (digit: string) => `/media/${upload(digit).digest}-3x2.png`

  test('the record names the uploads that products show, and those of deleted products no more', async () => {
    const uploads = ['a', 'b', 'c'].map(upload)
    const described = { src: imageOf('b'), alt: { en: 'A cup', 'zh-CN': '杯' } }
    await record().load(
      [],
      [product('m-1', { images: [imageOf('a'), described] }), product('m-2', { images: [imageOf('a')] })],
    )
    expect(await record().namedMedia(uploads)).toEqual(uploads.slice(0, 2))
    expect((await record().getProduct('m-1'))?.images).toEqual([imageOf('a'), described])
    const stored = await record().getProduct('m-1')
    if (!stored) throw new Error('m-1 is stored')
    await record().writeProducts([
      { product: { ...stored, status: 'deleted', version: stored.version + 1 }, terms: [], audit: null },
    ])
    expect(await record().namedMedia(uploads)).toEqual(uploads.slice(0, 1))
    expect(await record().namedMedia([])).toEqual([])
  })

  test('the record names the uploads of every variant of a family, also of those that lists do not show', async () => {
    const uploads = ['d', 'e', 'f'].map(upload)
    const variant = async (size: string, digit: string, status: 'active' | 'hidden') => {
      const sku = `m-${size}`
      const family = { id: 'm-cup', title: { en: 'Cup' }, options: [{ name: { en: 'Size' }, value: { en: size } }] }
      const version = ((await record().getProduct(sku))?.version ?? 0) + 1
      const times = { held: 0, version, createdAt: 1, updatedAt: 1 }
      const made = { ...product(sku, { images: [imageOf(digit)], family, status }), ...times }
      await record().writeProducts([{ product: made, terms: indexTerms(made), audit: null }])
    }
    await variant('small', 'd', 'active')
    await variant('large', 'e', 'active')
    await variant('huge', 'f', 'hidden')
    expect(await record().namedMedia(uploads)).toEqual(uploads)
    await variant('large', 'd', 'hidden')
    await variant('small', 'd', 'hidden')
    expect(await record().namedMedia(uploads)).toEqual([uploads[0], uploads[2]])
  })

  test('the record names the uploads that lines of orders show, until the order has ended', async () => {
    const uploads = ['1', '2', '3'].map(upload)
    const put = (version: number, order = newOrder) => record().putCopies('order', [order(version)])
    const id = newOrderId(MADE_AT)
    const newOrder = (version: number): Copy => orderCopy(id, { epoch: 5, version }, { image: imageOf('1') })
    await put(1)
    await put(1, (version) => orderCopy(newOrderId(MADE_AT), { epoch: 5, version }, { image: '/pictures/tea.svg' }))
    expect(await record().namedMedia(uploads)).toEqual(uploads.slice(0, 1))
    await put(2)
    expect(await record().namedMedia(uploads)).toEqual(uploads.slice(0, 1))
    await put(3, (version) => tombstone(id, { epoch: 5, version }, { kind: 'order' }))
    expect(await record().namedMedia(uploads)).toEqual([])
  })
}
