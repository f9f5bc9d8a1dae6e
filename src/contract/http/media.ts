/** The upload of an image. Its body is the file itself, which the route reads within its own limit. */
import type { Routes } from './route.ts'

export const MEDIA_UPLOAD = '/v1/admin/media'
export const MEDIA_LIMIT_BYTES = 10 * 1024 * 1024
/** The declared types that are read. The content decides, but a form or a page must not arrive as an image. */
export const UPLOAD_TYPE = /^\s*(?:image\/[\w.+-]+|application\/octet-stream)\s*(?:;|$)/i

export const mediaRoutes = {
  upload: { method: 'post', path: MEDIA_UPLOAD },
} as const satisfies Routes
