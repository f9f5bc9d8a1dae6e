/** The platform types that the Worker's sources name, for tests that import from them. The globals here are Node's. */
type DurableObjectNamespace<T extends Rpc.DurableObjectBranded = Rpc.DurableObjectBranded> =
  import('@cloudflare/workers-types').DurableObjectNamespace<T>
type DurableObjectNamespaceGetDurableObjectOptions =
  import('@cloudflare/workers-types').DurableObjectNamespaceGetDurableObjectOptions
type Fetcher = import('@cloudflare/workers-types').Fetcher
type Queue<Body> = import('@cloudflare/workers-types').Queue<Body>
type RateLimit = import('@cloudflare/workers-types').RateLimit

declare namespace Rpc {
  type DurableObjectBranded = import('@cloudflare/workers-types').Rpc.DurableObjectBranded
}

declare module 'crypto' {
  namespace webcrypto {
    interface SubtleCrypto {
      timingSafeEqual(a: ArrayBuffer | ArrayBufferView, b: ArrayBuffer | ArrayBufferView): boolean
    }
  }
}

declare module 'cloudflare:workers' {
  export function waitUntil(promise: Promise<unknown>): void
}
