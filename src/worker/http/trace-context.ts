/**
 * W3C Trace Context. A request that is part of a trace gets an id that is itself a traceparent: the caller's trace, with
 * a new span. Every call to an object, every queue message and every log line that names the request then carries the
 * trace. Invariant: only a valid header takes part, and two requests never have the same id.
 */

/** Characters; a later version of the header may have more fields than the four of today. */
const MAX_LENGTH = 256
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/

/** @param header the value of `traceparent`. An id without a trace is a UUID. */
export function newRequestId(header: string | undefined): string {
  const uuid = crypto.randomUUID()
  if (header === undefined || header.length > MAX_LENGTH) return uuid
  const [, version, traceId, flags = '00', rest] = TRACEPARENT.exec(header) ?? []
  if (traceId === undefined || (version === '00' && rest !== undefined)) return uuid
  // The last fields of a random UUID are 60 random bits and never all 0.
  const spanId = uuid.replaceAll('-', '').slice(-16)
  return `00-${traceId}-${spanId}-0${Number.parseInt(flags, 16) & 1}`
}

/** The trace of a request, or undefined when it is part of none. */
export function traceIdOf(requestId: string): string | undefined {
  return requestId.length === 55 ? requestId.slice(3, 35) : undefined
}
