/**
 * Erasure on real MySQL and Redis; `embedded/erasure.test.ts` covers D1.
 * Invariant: afterwards nothing of a person is in any place: objects' files, tables, Redis, log.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { LEAVING_VARS, leaveWithoutTrace } from './support/leaving.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
let dataDir: string
beforeAll(async () => {
  tiers = await startTiers()
  dataDir = await mkdtemp(join(tmpdir(), 'pannier-erasure-'))
  worker = await startWorker({ dataDir, vars: { ...tiers.vars, ...LEAVING_VARS } })
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
  await rm(dataDir, { recursive: true, force: true })
})

it('an erasure leaves nothing of a person in any place on MySQL and Redis', { timeout: 150_000 }, async () => {
  const [tea, rare] = [tiers.ownSku('tea'), tiers.ownSku('rare')]
  await tiers.stock(product(tea, { onHand: 50 }), product(rare, { onHand: 1 }))
  await leaveWithoutTrace(worker.url, { dataDir, tiers, logs: worker.logs }, { tea, rare })
})
