/** Uploads in R2. Invariant: content decides, every served image is inert, and an edit names only what is stored. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { adminProductSchema } from '../../src/contract/answers/admin-catalogue.ts'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { productSchema } from '../../src/contract/answers/catalogue.ts'
import { uploadedSchema } from '../../src/contract/answers/media.ts'
import { MEDIA_LIMIT_BYTES } from '../../src/contract/http/media.ts'
import { newId } from '../../src/domain/id.ts'
import { mediaAt } from '../../src/domain/media/name.ts'
import type { MediaStore } from '../../src/worker/media/store.ts'
import { sweepPrefix } from '../../src/worker/media/sweep.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { IMAGES, joined, pngOf } from '../support/images.ts'
import { isolate, operator, type Reply, Shopper, stranger } from './support/client.ts'
import { ordered } from './support/orders.ts'
import { bindings, product, record, stock } from './support/shop.ts'

const TYPE = { 'content-type': 'image/png' }
const upload = (body: unknown, headers = TYPE): Promise<Reply> =>
  operator.call('POST', '/v1/admin/media', body, headers)
const stored = async (bytes: Uint8Array) => (await upload(bytes)).as(uploadedSchema)
const hashOf = async (bytes: Uint8Array<ArrayBuffer>) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
const fetched = (path: string, headers = {}) => isolate()(new Request(`https://pannier.test${path}`, { headers }))
beforeAll(() => stock(product('tea')))

let last = 0
const newSku = () => `shown-${++last}`
const body = (sku: string, images: readonly unknown[]) => ({
  ...{ sku, title: { en: 'Tea' }, category: 'things', price: { amount: 100, currency: 'CNY' }, images },
})

describe('an upload', () => {
  it.each([
    ['image/png', 'png', IMAGES.png],
    ['image/jpeg', 'jpg', IMAGES.jpeg],
    ['image/webp', 'webp', IMAGES.webp],
    ['image/avif', 'avif', IMAGES.avif],
  ] as const)(
    '%s is stored under its digest and size, regardless of the type that it declares',
    async (type, ending, bytes) => {
      const reply = await upload(bytes, { 'content-type': 'image/gif' })
      expect(reply.status, reply.text).toBe(201)
      const src = `/media/${await hashOf(bytes)}-3x2.${ending}`
      expect(reply.as(uploadedSchema)).toEqual({ src, type, bytes: bytes.byteLength, width: 3, height: 2 })
      const served = await fetched(src)
      expect(new Uint8Array(await served.arrayBuffer())).toEqual(bytes)
      expect(Object.fromEntries(served.headers)).toMatchObject({
        'content-type': type,
        'content-length': String(bytes.byteLength),
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      })
      const etag = served.headers.get('etag') ?? ''
      expect((await fetched(src, { 'if-none-match': etag })).status).toBe(304)
      expect((await fetched(src, { 'if-none-match': '"other"' })).status).toBe(200)
    },
  )

  it('the same image that is uploaded many times at once is stored once', async () => {
    const bytes = pngOf(4, 4)
    const replies = await Promise.all(Array.from({ length: 6 }, () => upload(bytes)))
    expect(new Set(replies.map((reply) => reply.as(uploadedSchema).src)).size).toBe(1)
    for (const { status } of replies) expect([200, 201]).toContain(status)
    expect((await upload(bytes)).status).toBe(200)
    const { items } = (await operator.get('/v1/admin/audit?limit=1')).as(auditListSchema)
    expect(items).toMatchObject([{ action: 'upload', subject: `media:${(await stored(bytes)).src.slice(7)}` }])
  })

  it('files in the clothes of an image are refused, and nothing of them is stored', async () => {
    const text = (given: string) => new Uint8Array(Buffer.from(given, 'latin1'))
    ;(await upload(text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'))).refusal(
      415,
      'unsupported_media_type',
    )
    ;(await upload(IMAGES.png, { 'content-type': 'image/svg+xml' })).as(uploadedSchema)
    ;(await upload(IMAGES.png, { 'content-type': 'text/html' })).refusal(415, 'unsupported_media_type')
    ;(await upload({ image: 1 }, { 'content-type': 'application/json' })).refusal(415, 'unsupported_media_type')
    ;(await upload(IMAGES.jpeg.subarray(0, 200))).refusal(422, 'image_refused')
    ;(await upload(joined(IMAGES.png, text('<script>')))).refusal(422, 'image_refused')
    ;(await upload(pngOf(12_000, 12_000))).refusal(422, 'image_refused')
    ;(await upload(new Uint8Array())).refusal(400, 'invalid_request')
    const names = (await bindings.MEDIA?.list({ prefix: 'media/' }))?.objects.map(({ key }) => key) ?? []
    expect(names.filter((name) => !/^media\/[0-9a-f]{64}-(3x2|4x4)\./.test(name))).toEqual([])
  })

  it('10 MiB are accepted, and more is refused with and without a declared length', async () => {
    const frame = pngOf(3, 2, new Uint8Array(1)).byteLength - 1
    const whole = pngOf(3, 2, new Uint8Array(MEDIA_LIMIT_BYTES - frame))
    expect(whole.byteLength).toBe(MEDIA_LIMIT_BYTES)
    expect((await stored(whole)).bytes).toBe(MEDIA_LIMIT_BYTES)
    const larger = pngOf(3, 2, new Uint8Array(11 * 1024 * 1024))
    ;(await upload(larger)).refusal(413, 'payload_too_large')
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(larger.subarray(sent % 65_536, (sent % 65_536) + 65_536))
        sent += 65_536
        if (sent > 64 * 1024 * 1024) controller.close()
      },
    })
    ;(await operator.through(isolate()).call('POST', '/v1/admin/media', endless, TYPE)).refusal(
      413,
      'payload_too_large',
    )
    expect(sent).toBeLessThan(12 * 1024 * 1024)
  })

  it('support and shoppers cannot upload, and a deployment without a bucket says so', async () => {
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    ;(await support.call('POST', '/v1/admin/media', IMAGES.png, TYPE)).refusal(403, 'forbidden')
    ;(await (await Shopper.guest()).call('POST', '/v1/admin/media', IMAGES.png, TYPE)).refusal(403, 'forbidden')
    ;(await stranger.call('POST', '/v1/admin/media', IMAGES.png, TYPE)).refusal(401, 'unauthenticated')
    const bare = isolate({ MEDIA: undefined })
    ;(await operator.through(bare).call('POST', '/v1/admin/media', IMAGES.png, TYPE)).refusal(409, 'media_off')
    ;(await stranger.through(bare).get(`/media/${'0'.repeat(64)}-1x1.png`)).refusal(404, 'not_found')
    // Addresses elsewhere work as before.
    const sku = newSku()
    const made = await operator.through(bare).call('POST', '/v1/admin/products', body(sku, ['/pictures/tea.svg']))
    expect(made.as(adminProductSchema).images).toEqual(['/pictures/tea.svg'])
  })

  it('no other path is one of an image', async () => {
    const { src } = await stored(IMAGES.webp)
    for (const path of [
      ...['/media/', '/media/%2e%2e%2fmedia', `${src}/`, `${src}%00`, `${src}.html`, `/media${src}`],
      ...[src.replace('3x2', '3x3'), src.replace('.webp', '.png'), src.replace('/media/', '/media/..%2faside/')],
    ]) {
      expect((await stranger.get(path)).status, path).toBe(404)
    }
  })
})

describe('a product', () => {
  it('images get texts by language, and a product of addresses stays as it is', async () => {
    const { src } = await stored(IMAGES.avif)
    const sku = newSku()
    const described = { src, alt: { en: 'A cup of tea', 'zh-CN': '一杯茶' } }
    const made = await operator.call('POST', '/v1/admin/products', body(sku, ['/pictures/tea.svg', described]))
    expect(made.as(adminProductSchema).images).toEqual(['/pictures/tea.svg', described])
    const shown = (await stranger.get(`/v1/products/${sku}?locale=zh-CN`)).as(productSchema)
    expect(shown).toMatchObject({
      images: ['/pictures/tea.svg', src],
      media: [{ src: '/pictures/tea.svg' }, { src, alt: '一杯茶', width: 3, height: 2 }],
    })
    const wrong = await operator.call('POST', '/v1/admin/products', body(newSku(), [{ src: 'javascript:1', alt: {} }]))
    expect(wrong.refusal(400, 'invalid_request').errors).toMatchObject([{ path: 'images.0.src' }])
  })

  it('a product cannot name an upload that is not stored, neither by an edit nor by a file', async () => {
    const absent = `/media/${'0'.repeat(64)}-1x1.png`
    const made = await operator.call('POST', '/v1/admin/products', body(newSku(), [absent]))
    expect(made.refusal(400, 'invalid_request').errors).toMatchObject([{ path: 'images.0' }])
    const sku = newSku()
    await operator.call('POST', '/v1/admin/products', body(sku, []))
    const change = { images: [{ src: absent, alt: {} }] }
    const edit = await operator.call('PATCH', `/v1/admin/products/${sku}`, change, { 'if-match': '*' })
    expect(edit.refusal(400, 'invalid_request').errors).toMatchObject([{ path: 'images.0' }])
    const file = `id,title,price,image_url\n${sku},Tea,100,${absent}\n${sku}-2,Tea,100,/pictures/tea.svg\n`
    const report = await operator.call('POST', '/v1/admin/import/products', file, { 'content-type': 'text/csv' })
    expect(JSON.parse(report.text)).toMatchObject({ created: 1, rejected: [{ line: 2 }] })
  })
})

describe('an upload that no product names', () => {
  const DAY_MS = 24 * 3600_000
  const ports = portsOf(bindings)
  const store = ports.media
  if (!store) throw new Error('wrangler.toml binds MEDIA')
  const sweep = (days: number) =>
    sweepPrefix({ ...ports, media: store }, '', AbortSignal.timeout(10_000), Date.now() + days * DAY_MS)
  const placesOf = async (src: string) => {
    const listed = (await bindings.MEDIA?.list())?.objects.map(({ key }) => key) ?? []
    return listed.filter((key) => key.endsWith(src.slice('/media/'.length))).map((key) => key.split('/')[0])
  }
  let width = 10
  const fresh = () => stored(pngOf(++width, 5))

  it('an unused upload stays for a day, is set aside and served for another, and is then removed and audited', async () => {
    const { src } = await fresh()
    await sweep(0.9)
    expect(await placesOf(src)).toEqual(['media'])
    await sweep(1.1)
    expect(await placesOf(src)).toEqual(['aside'])
    expect((await fetched(src)).status).toBe(200)
    // One run never does both steps: the second day begins when the upload was set aside.
    await sweep(0.9)
    expect(await placesOf(src)).toEqual(['aside'])
    await sweep(1.1)
    expect(await placesOf(src)).toEqual([])
    expect((await fetched(src)).status).toBe(404)
    const { items } = (await operator.get(`/v1/admin/audit?subject=media:${src.slice(7)}`)).as(auditListSchema)
    expect(items).toMatchObject([{ action: 'delete', actor: 'schedule', outcome: 'done' }, { action: 'upload' }])
  })

  it('an upload that a product names stays, until the product names it no more or is deleted', async () => {
    const [kept, dropped] = [await fresh(), await fresh()]
    const [sku, other] = [newSku(), newSku()]
    await operator.call('POST', '/v1/admin/products', body(sku, [kept.src]))
    await operator.call('POST', '/v1/admin/products', body(other, [{ src: dropped.src, alt: { en: 'A cup' } }]))
    await sweep(1.1)
    expect([await placesOf(kept.src), await placesOf(dropped.src)]).toEqual([['media'], ['media']])
    await operator.call('DELETE', `/v1/admin/products/${other}`, undefined, { 'if-match': '*' })
    await operator.call('PATCH', `/v1/admin/products/${sku}`, { labels: ['new'] }, { 'if-match': '*' })
    await sweep(1.1)
    expect([await placesOf(kept.src), await placesOf(dropped.src)]).toEqual([['media'], ['aside']])
  })

  it('an upload that an order shows stays when its product shows it no more, and others of the product go', async () => {
    const [first, second] = [await fresh(), await fresh()]
    const sku = newSku()
    await stock(product(sku, { images: [first.src, second.src] }))
    const shopper = await Shopper.guest()
    expect((await shopper.call('POST', '/v1/cart/items', { sku, quantity: 1 })).status).toBe(200)
    const order = await ordered(shopper)
    expect(order.lines).toMatchObject([{ image: first.src }])
    const edit = await operator.call('PATCH', `/v1/admin/products/${sku}`, { images: [] }, { 'if-match': '*' })
    expect(edit.status, edit.text).toBe(200)
    await vi.waitFor(async () => {
      const media = mediaAt(first.src)
      expect(media && (await record.namedMedia([media]))).toEqual([media])
    }, 15_000)
    for (const days of [1.1, 1.1]) await sweep(days)
    expect([await placesOf(first.src), await placesOf(second.src)]).toEqual([['media'], []])
    expect((await fetched(first.src)).status).toBe(200)
  })

  it('an edit brings an upload back that was set aside, and one that was removed must be uploaded again', async () => {
    const { src } = await fresh()
    await sweep(1.1)
    const sku = newSku()
    expect((await operator.call('POST', '/v1/admin/products', body(sku, [src]))).status).toBe(201)
    expect((await placesOf(src)).sort()).toEqual(['aside', 'media'])
    await sweep(1.1)
    expect(await placesOf(src)).toEqual(['media'])
    const lost = await fresh()
    await sweep(1.1)
    await sweep(1.1)
    ;(await operator.call('POST', '/v1/admin/products', body(newSku(), [lost.src]))).refusal(400, 'invalid_request')
  })

  it('an edit that meets the removal at any of its steps keeps its image', async () => {
    /** Runs the edit before the n-th call of the store that changes something. */
    const during = (steps: number, edit: () => Promise<unknown>) => {
      let left = steps
      const meet = async () => {
        if (left-- === 0) await edit()
      }
      const wrapped: Pick<MediaStore, 'list' | 'move' | 'remove'> = {
        list: async (place, prefix) => {
          const found = await store.list(place, prefix)
          await meet()
          return found
        },
        move: async (media, from, to) => {
          await meet()
          await store.move(media, from, to)
        },
        remove: async (place, names) => {
          await meet()
          await store.remove(place, names)
        },
      }
      return { ...ports, media: wrapped as MediaStore }
    }
    for (const isAside of [false, true]) {
      for (let steps = 0; steps < 6; steps++) {
        const { src } = await fresh()
        if (isAside) await sweep(1.1)
        let status = 0
        const edit = async () => {
          status = (await operator.call('POST', '/v1/admin/products', body(newSku(), [src]))).status
        }
        await sweepPrefix(during(steps, edit), '', AbortSignal.timeout(10_000), Date.now() + 1.1 * DAY_MS)
        if (status !== 201) continue
        for (const days of [0, 1.1, 1.1]) {
          expect((await fetched(src)).status, `after ${steps} steps, ${isAside}`).toBe(200)
          await sweep(days)
        }
        expect((await fetched(src)).status, `after ${steps} steps, ${isAside}`).toBe(200)
      }
    }
  })
})
