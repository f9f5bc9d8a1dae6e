/** The platform's own spans, where the runtime has them. Fails open: without them the work runs as it is. */
import * as platform from 'cloudflare:workers'

interface Span {
  setAttribute(name: string, value: string): void
}

interface Tracing {
  enterSpan?<Value>(name: string, work: (span: Span) => Value): Value
}

/** Runs the work in a span of the platform's trace. */
export function inSpan<Value>(name: string, attributes: Readonly<Record<string, string>>, work: () => Value): Value {
  // The cast: older runtimes lack the export, and the types of Node's programs do too.
  const { tracing } = platform as { readonly tracing?: Tracing }
  if (!tracing?.enterSpan) return work()
  return tracing.enterSpan(name, (span) => {
    for (const [key, value] of Object.entries(attributes)) span.setAttribute(key, value)
    return work()
  })
}
