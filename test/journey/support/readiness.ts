/** A worker's report on its tiers. */
import { expect, vi } from 'vitest'
import { anybody, newAdmin } from './shopper.ts'

export async function readiness(url: string) {
  const response = await anybody(url).readyz.$get()
  return response.json()
}

/** Waits until every tier answers; each check is a ping, and thereby the probe of an open breaker. */
export async function untilReady(url: string): Promise<void> {
  const ready = async () => expect(await readiness(url)).toMatchObject({ status: 'ready' })
  await vi.waitFor(ready, { timeout: 15_000, interval: 200 })
}

/** The report as operators see it. */
export async function breakerOf(url: string, tier: 'record' | 'l2'): Promise<string | undefined> {
  const admin = await newAdmin(url)
  const response = await admin.api.v1.admin.ops.breakers.$get()
  expect(response.status).toBe(200)
  const { items } = await response.json()
  return items.find((breaker) => breaker.tier === tier)?.state
}
