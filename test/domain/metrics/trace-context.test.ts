// A valid traceparent becomes the trace of the request; any other text changes nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newRequestId, traceIdOf } from '../../../src/worker/http/trace-context.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('the trace context of a request', () => {
  it('a valid header gives the id its trace and its flag, with a span of its own', () => {
    const header = `00-${TRACE}-00f067aa0ba902b7-01`
    const [one, other] = [newRequestId(header), newRequestId(header)]
    expect(one).toMatch(new RegExp(`^00-${TRACE}-(?!0{16}|00f067aa0ba902b7)[0-9a-f]{16}-01$`))
    expect(other).not.toBe(one)
    expect(traceIdOf(one)).toBe(TRACE)
  })

  it('a header of a later version is read by its first fields', () => {
    expect(traceIdOf(newRequestId(`01-${TRACE}-00f067aa0ba902b7-09-more`))).toBe(TRACE)
  })

  it.each([
    undefined,
    '',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-0000000000000000-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7-01-more`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7`,
    `01-${TRACE}-00f067aa0ba902b7-01-${'x'.repeat(10_000)}`,
  ])('the header %j is ignored', (header) => {
    expect(newRequestId(header)).toMatch(UUID)
  })

  it('no text makes an id that is neither a UUID nor a traceparent', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^0[0-9a-f]-[0-9a-f]{30,34}-[0-9a-f]{15,17}-[0-9a-f]{1,3}-?\w{0,3}$/),
    )
    fc.assert(
      fc.property(text, (header) => {
        const id = newRequestId(header)
        expect(UUID.test(id) || /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/.test(id)).toBe(true)
        expect(traceIdOf(id) === undefined).toBe(UUID.test(id))
      }),
    )
  })
})
