/** The objects that count tries, with the thresholds of production instead of the thousandfold ones of the tests. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import type { AttemptsObject } from '../../../src/contract/rpc/attempts.ts'
import { counterName } from '../../../src/worker/identity/sign-in-watch.ts'
import { bindings } from './shop.ts'

export const UNSCALED = { ...bindings, RATE_LIMIT_SCALE: '1' }

export const attemptsStub = (name: string) => bindings.ATTEMPTS.getByName(name)

/** The object with production thresholds until its eviction. */
export async function unscaled(name: string): Promise<AttemptsObject> {
  await runInDurableObject(attemptsStub(name), (object) => {
    Object.defineProperty(object, 'env', { value: UNSCALED })
  })
  return attemptsStub(name) as unknown as AttemptsObject
}

/** Runs `work` while every object that counts network addresses has the thresholds of production. */
export async function whileAddressesAreUnscaled(work: () => Promise<void>): Promise<void> {
  const firstBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
  const names = [...new Set(firstBytes.flatMap((byte) => [counterName('addresses', byte), counterName('sites', byte)]))]
  for (const name of names) await unscaled(name)
  try {
    await work()
  } finally {
    for (const name of names) await evictDurableObject(attemptsStub(name))
  }
}
