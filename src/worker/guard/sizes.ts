/** Bounds on a request outside its body: the length of the URL and the number of header fields. */
import { Problem } from '../../contract/problem.ts'

/** Characters. The longest search with the longest cursor has about 4,000. */
const LONGEST_URL = 8192
/** The platform bounds only the bytes of all header fields, which leaves room for thousands of small ones. */
const MOST_HEADERS = 128

export function isLongUrl(url: string): boolean {
  return url.length > LONGEST_URL
}

export function refuseOversized({ url, headers }: Request): void {
  if (isLongUrl(url)) throw new Problem('url_too_long', `A URL can have at most ${LONGEST_URL} characters.`)
  let count = 0
  for (const _ of headers.keys()) {
    if (++count > MOST_HEADERS) {
      throw new Problem('headers_too_large', `A request can have at most ${MOST_HEADERS} header fields.`)
    }
  }
}
