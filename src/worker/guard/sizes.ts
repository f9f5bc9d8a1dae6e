/** Bounds on a request outside its body: the length of the URL and the number of header fields. */
import { Problem } from '../../contract/problem.ts'

/** Characters. The longest search with the longest cursor has about 4,000. */
const MAX_URL_LENGTH = 8192
/** The platform bounds only the bytes of all header fields, which leaves room for thousands of small ones. */
const MAX_HEADERS = 128

export function isLongUrl(url: string): boolean {
  return url.length > MAX_URL_LENGTH
}

export function refuseOversized({ url, headers }: Request): void {
  if (isLongUrl(url)) throw new Problem('url_too_long', `A URL can have at most ${MAX_URL_LENGTH} characters.`)
  let count = 0
  for (const _ of headers.keys()) {
    if (++count > MAX_HEADERS) {
      throw new Problem('headers_too_large', `A request can have at most ${MAX_HEADERS} header fields.`)
    }
  }
}
