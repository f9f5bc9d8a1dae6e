/**
 * Erasure on D1, where Redis is off.
 * Invariant: afterwards no place holds data of the person.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { createD1Record } from '../../../src/tiers/record/d1/record.ts'
import { LEAVING_VARS, leaveWithoutTrace } from '../support/leaving.ts'
import { product } from '../support/tiers.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let worker: Worker
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pannier-erasure-'))
  worker = await startWorker({ dataDir, vars: LEAVING_VARS })
  const record = createD1Record({ database: await worker.database() })
  const category = { id: 'tea', parent: null, name: { en: 'Tea' }, rank: 1 }
  await record.load([category], [product('tea', { onHand: 50 }), product('rare', { onHand: 1 })])
})
afterAll(async () => {
  await worker?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

it('an erasure leaves nothing of a person in any place on D1', { timeout: 150_000 }, async () => {
  await leaveWithoutTrace(worker.url, { dataDir, tiers: null, logs: worker.logs }, { tea: 'tea', rare: 'rare' })
})
