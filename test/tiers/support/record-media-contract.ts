/** The contract about uploads of every record: which of them products show, found without a walk over the products. */
import { expect, test } from 'vitest'
import type { RecordUnderTest } from './record-contract.ts'
import { product } from './samples.ts'

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
}
