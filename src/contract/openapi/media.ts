/** The document's texts for the upload of images. */
import * as z from 'zod/mini'
import { uploadedSchema } from '../answers/media.ts'
import { mediaRoutes } from '../http/media.ts'
import { documented, GUARDED_INPUT } from './operation.ts'

const file = z.string().check(
  z.meta({
    description:
      'The file. Its content decides whether it is a PNG, a JPEG, a WebP or an AVIF; the declared type does not matter.',
    format: 'binary',
  }),
)

export const mediaDocs = documented('media', 'Catalogue administration', mediaRoutes, {
  upload: {
    summary: 'Upload an image for products, up to 10 MiB. The same content has the same address at every upload',
    content: { 'image/*': file, 'application/octet-stream': file },
    answers: {
      200: { description: 'The image was stored already.', schema: uploadedSchema },
      201: { description: 'The image is stored.', schema: uploadedSchema },
    },
    refusals: [...GUARDED_INPUT, 'media_off', 'payload_too_large', 'unsupported_media_type', 'image_refused'],
  },
})
