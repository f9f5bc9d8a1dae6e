/**
 * The whole worker in plain Node, with objects and a record that cannot answer. The cost of a request is therefore the
 * cost of its headers, address and body.
 */
import { vi } from 'vitest'
import type { Env } from '../../../src/contract/env.ts'
import { newId } from '../../../src/domain/id.ts'
import { Tokens } from '../../../src/worker/guard/tokens.ts'
import { TEST_KEY, TEST_VARS } from '../../support/secrets.ts'

const down = () => {
  throw new Error('it is down')
}

/** Accounts confirm that the caller is still an admin, so that requests of admins reach their routes. */
const account = { standing: async () => ({ role: 'admin', signedInAt: Date.now() }) }
const nothing = new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : async () => down()) })
const namespaceOf = (object: object) => ({ getByName: () => object })

const ENV = {
  ...TEST_VARS,
  RATE_LIMIT_SCALE: '100000',
  LOG_LEVEL: 'error',
  CATALOGUE_HOOK_SECRET: TEST_VARS.SIMULATED_PAYMENT_SECRET,
  SERVER_KEY_HASHES: 'a'.repeat(64),
  ...Object.fromEntries(
    ['CARTS', 'CLAIMS', 'ORDERS', 'STOCK', 'PAYMENTS', 'ATTEMPTS', 'SECURITY_EVENTS', 'METRICS'].map((name) => [
      name,
      namespaceOf(nothing),
    ]),
  ),
  ACCOUNTS: namespaceOf(account),
  RECORD: { prepare: down, batch: down },
  WRITES: { send: async () => {} },
  EVENTS: { send: async () => {} },
  // The bindings that the tests need. Each stands for a dependency that cannot answer.
} as unknown as Env

/** Node has no constant-time comparison in its Web Crypto; the tests need only its result. */
function giveNodeItsComparison(): void {
  Object.assign(crypto.subtle, {
    timingSafeEqual: (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(Buffer.from(b)),
  })
}

export async function wholeWorker(): Promise<(request: Request) => Promise<Response>> {
  giveNodeItsComparison()
  for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {})
  const { app } = await import('../../../src/worker/app.ts')
  return async (request) => app.fetch(request, ENV)
}

export async function adminToken(): Promise<string> {
  const tokens = new Tokens({ keys: [TEST_KEY], issuer: 'pannier' })
  const admin = { id: newId('usr', Date.now()), role: 'admin' as const, session: newId('evt', Date.now()) }
  return tokens.issue(admin, 3600)
}
