/** Isolates with low limits, and requests until a limit is reached. */
import { type Client, isolate, type Reply } from './client.ts'

/** An isolate that allows 30 requests per address, and 6 reads and 3 writes per shopper. */
export const tight = () => isolate({ RATE_LIMIT_SCALE: '0.01' })

let last = 0
/** An address that no other test has used. */
export function address(): { readonly 'cf-connecting-ip': string } {
  return { 'cf-connecting-ip': `198.51.${++last >> 8}.${last & 255}` }
}

/** Repeats the request until it is limited, and returns that refusal. */
export async function exhaust(client: Client, method: string, path: string): Promise<Reply> {
  for (let tries = 0; tries < 100; tries++) {
    const reply = await client.call(method, path)
    if (reply.status === 429) return reply
  }
  throw new Error('never limited')
}
