/** A bound on the header fields of a request: the platform bounds their bytes, and tiny ones fit there by the thousand. */
import { Problem } from '../../contract/problem.ts'

const MOST_HEADERS = 128

export function refuseManyHeaders(headers: Headers): void {
  let count = 0
  for (const _ of headers.keys()) {
    if (++count > MOST_HEADERS) {
      throw new Problem('headers_too_large', `A request has at most ${MOST_HEADERS} header fields here.`)
    }
  }
}
