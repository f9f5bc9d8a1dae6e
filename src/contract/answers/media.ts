/** Uploaded images in the answers for admins. */
import * as z from 'zod/mini'

export const uploadedSchema = z
  .object({
    src: z.string(),
    type: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/avif']),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
  })
  .register(z.globalRegistry, {
    id: 'UploadedImage',
    description:
      'An uploaded image. `src` is its address for the `images` of products; it names this content permanently.',
  })
