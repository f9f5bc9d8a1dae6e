/** Reads from If-Match the version that an edit expects. */
import type { Context } from 'hono'
import { Problem } from '../../contract/problem.ts'
import { parsePosition } from '../../domain/position.ts'
import type { AppEnv } from '../context.ts'
import { tagIn } from './entity-tag.ts'

/** Accepts a whole ETag, `"<epoch>-<version>.<digest>"`, or a bare `"<version>"`. Throws `precondition_required`. */
export function expectedVersion(c: Context<AppEnv>): number | 'any' {
  const header = c.req.header('if-match')
  if (header === undefined) {
    throw new Problem(
      'precondition_required',
      'Send If-Match with the ETag of the state that you edit, or with its version in quotes.',
    )
  }
  if (header.trim() === '*') return 'any'
  const tag = tagIn(header)
  if (tag === undefined) throw new Problem('invalid_request', 'If-Match must be one ETag, a version in quotes, or *.')
  // A tag without a version matches no version (RFC 9110, 13.1.1).
  return /^\d{1,15}$/.test(tag) ? Number(tag) : (parsePosition(tag)?.version ?? -1)
}

/** The position that a write expects of an order: its ETag, or the version in quotes; null for any position. */
export function expectedPosition(
  c: Context<AppEnv>,
): { readonly epoch: number | null; readonly version: number } | null {
  const header = c.req.header('if-match')
  const version = header === undefined ? 'any' : expectedVersion(c)
  if (version === 'any') return null
  const [, epoch] = /"(\d{1,15})-\d/.exec(header ?? '') ?? []
  return { epoch: epoch === undefined ? null : Number(epoch), version }
}

export function mismatch(current: object, etag: string): Problem {
  return new Problem('version_mismatch', 'The resource has changed since it was read.', {
    extra: { current },
    headers: { ETag: etag },
  })
}
