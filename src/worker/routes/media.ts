/**
 * Uploads images, and serves them on this origin. Invariant: a served image is inert: its type is exact, nosniff forbids
 * another one, and its policy lets it load, run and frame nothing.
 */
import { Hono } from 'hono'
import { mediaRoutes as routes } from '../../contract/http/media.ts'
import { Problem } from '../../contract/problem.ts'
import { MEDIA_PATH, MEDIA_TYPES, type Media, mediaNamed } from '../../domain/media/name.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { takeImage } from '../media/upload.ts'

export const mediaRoutes = new Hono<AppEnv>()
  .post(routes.upload.path, async (c) => {
    const { media: store, limits } = c.get('ports')
    if (!store) throw new Problem('media_off', NO_STORE)
    await limits.take('upload', c.get('principal').id)
    return takeImage(c.req.raw, ({ media, bytes }) => {
      const { name, format, width, height } = media
      const body = { src: MEDIA_PATH + name, type: MEDIA_TYPES[format], bytes: bytes.byteLength, width, height }
      return audited(c, 'upload', `media:${name}`, async (note) => {
        const { isNew } = await store.put(media, bytes)
        note({ bytes: { from: isNew ? null : bytes.byteLength, to: bytes.byteLength } })
        return c.json(body, isNew ? 201 : 200)
      })
    })
  })
  .get(`${MEDIA_PATH}:name`, async (c) => {
    const { media: store } = c.get('ports')
    const media = mediaNamed(c.req.param('name'))
    if (!store || !media) throw absent()
    const fields = fieldsOf(media)
    // The tag is the digest of the content, so that R2 needs not be asked whether it still is the same.
    if (c.req.header('if-none-match')?.includes(fields.ETag)) return c.body(null, 304, fields)
    const found = await store.get(media)
    if (!found) throw absent()
    // The cast: R2 gives a stream of the platform, for which Node's types have another name.
    return c.body(found.body as unknown as ReadableStream, 200, { ...fields, 'Content-Length': String(found.size) })
  })

const NO_STORE = 'This deployment has no bucket for images. Give products the addresses of images elsewhere.'

function absent(): Problem {
  return new Problem('not_found', 'The image does not exist.')
}

function fieldsOf({ digest, format }: Media) {
  return {
    'Content-Type': MEDIA_TYPES[format],
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: `"${digest}"`,
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Content-Disposition': 'inline',
    Vary: 'Origin',
  }
}
