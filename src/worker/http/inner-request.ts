/**
 * Requests that a page makes of the API within its own isolate. An inner request has the page's id, does not take a
 * second unit of the address's bucket, and writes no log line at `info`, because the page has done all three.
 * Invariant: only code of this worker marks a request; nothing that a client sends can.
 */
import type { LimitHeaders } from '../guard/limits.ts'

export interface Outer {
  readonly requestId: string
  readonly limitHeaders: LimitHeaders
}

const outers = new WeakMap<Request, Outer>()

/** Marks the request as made by the page of `outer`, and returns it. */
export function inside(outer: Outer, request: Request): Request {
  outers.set(request, outer)
  return request
}

/** Undefined for requests from outside. */
export function outerOf(request: Request): Outer | undefined {
  return outers.get(request)
}
