/**
 * Reads the reason that an operator gives for a write, from one header field for all routes, because imports and
 * deletions have no JSON body. It is percent-encoded UTF-8, because header fields carry only ASCII safely.
 */
import { needsReason } from '../../contract/access.ts'
import { MAX_REASON_LENGTH, REASON_HEADER } from '../../contract/http/audit.ts'
import { Problem } from '../../contract/problem.ts'
import { trimmed } from '../../domain/pasted.ts'
import type { RequestContext } from '../context.ts'

/** Throws `invalid_request`, or `reason_required` where the table of access requires one. */
export function takeReason(c: RequestContext): void {
  const given = c.req.header(REASON_HEADER)
  const reason = given === undefined ? '' : decoded(given)
  if (reason === '' && needsReason(c.req.method, c.req.path)) {
    throw new Problem('reason_required', `Send the reason of this action as ${REASON_HEADER}, percent-encoded.`)
  }
  c.set('reason', reason || null)
}

function decoded(given: string): string {
  let text: string
  try {
    text = trimmed(decodeURIComponent(given))
  } catch {
    throw new Problem('invalid_request', `${REASON_HEADER} is not percent-encoded UTF-8.`)
  }
  if ([...text].length > MAX_REASON_LENGTH || /\p{Cc}/u.test(text)) {
    throw new Problem(
      'invalid_request',
      `${REASON_HEADER} can have at most ${MAX_REASON_LENGTH} characters, and no control characters.`,
    )
  }
  return text
}
