/** Static files that pages read once: the read of one request must not hold up another. */
import { expect, it } from 'vitest'
import type { Env } from '../../src/contract/env.ts'
import { staticJson } from '../../src/contract/static-json.ts'

type Answer = () => Promise<Response>

/** The casts: a reader uses only `fetch`. */
function envWith(...answers: readonly Answer[]): { readonly env: Pick<Env, 'ASSETS'>; readonly reads: () => number } {
  let reads = 0
  const fetch = () => answers[reads++]?.() ?? Promise.reject(new Error('read too often'))
  return { env: { ASSETS: { fetch } as unknown as Fetcher }, reads: () => reads }
}

const never: Answer = () => new Promise(() => {})
const file: Answer = async () => Response.json({ it: 'is here' })

it('a request reads the file although the read of a cancelled request never ends', async () => {
  const { env } = envWith(never, file)
  const read = staticJson('a.json')
  void read(env).catch(() => {})
  expect(await read(env)).toEqual({ it: 'is here' })
})

it('the file is read once, and again only after a failure', async () => {
  const { env, reads } = envWith(async () => new Response('', { status: 500 }), file)
  const read = staticJson('a.json')
  await expect(read(env)).rejects.toThrow('the static file a.json cannot be read: 500')
  expect(await read(env)).toEqual({ it: 'is here' })
  expect(await read(env)).toEqual({ it: 'is here' })
  expect(reads()).toBe(2)
})
