/**
 * A switch in one deployment, as another one with the same objects sees it. Invariant: every isolate follows a switch
 * within ten seconds, without any request of its own to the routes of operators.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SwitchMode } from '../../../src/domain/policy/table.ts'
import { newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

/** The same version again: its isolate has settings of its own. */
const OTHER = "export * from './stable.js'\nexport { default } from './stable.js'"
const PAUSE_MS = 100

let worker: Worker
let admin: Shopper
beforeAll(async () => {
  worker = await startWorker({ demo: true, vars: { METRICS_INTERVAL_MS: '300' }, canary: { main: OTHER } })
  admin = await newAdmin(worker.url)
  const json = { isRunning: true, share: 0, users: [] }
  const started = await admin.api.v1.admin.ops.canary.$put({ json }, { headers: { 'if-match': '*' } })
  expect(started.status).toBe(200)
})
afterAll(() => worker?.stop())

async function switchTo(mode: SwitchMode): Promise<void> {
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${worker.url}/v1/admin/ops/policies/browsing`, {
    method: 'PUT',
    headers: { ...headers, 'if-match': '*', 'pannier-reason': 'a%20test' },
    body: JSON.stringify({ mode }),
  })
  expect(answer.status).toBe(200)
}

const ask = (flag: boolean) => fetch(`${worker.url}/v1/products`, flag ? { headers: { 'x-env-flag': 'canary' } } : {})

it('another isolate follows each switch within ten seconds, and its own isolate at once', async () => {
  expect((await ask(true)).headers.get('x-deployment')).toBe('canary')
  const delays: number[] = []
  for (let round = 0; round < 3; round++) {
    for (const [mode, status] of [
      ['refuse', 503],
      ['normal', 200],
    ] as const) {
      await switchTo(mode)
      const switchedAt = performance.now()
      expect((await ask(false)).status).toBe(status)
      for (;;) {
        const answer = await ask(true)
        await answer.arrayBuffer()
        if (answer.status === status) break
        expect(performance.now() - switchedAt).toBeLessThan(10_000)
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
      delays.push((performance.now() - switchedAt) / 1_000)
    }
  }
  expect(Math.max(...delays)).toBeLessThan(10)
  console.log(`a switch reached the other isolate after ${delays.map((each) => each.toFixed(1)).join(', ')} s`)
}, 90_000)
