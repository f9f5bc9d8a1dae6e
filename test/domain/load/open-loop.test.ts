// The open-loop generator. Invariants: a slow design gets as many operations as a fast one, and latency counts from
// the time at which an operation was due, not from when its client was free to send it.
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Outcome } from '../../../bench/load/journal.ts'
import { type OpenLoop, OpenLoopRun } from '../../../bench/load/open-loop.ts'
import { productOf } from '../../../bench/load/operations.ts'

const OK = { status: 200, head: '', body: '' }

function loop(changes: Partial<OpenLoop>): { run: OpenLoopRun; outcomes: Outcome[] } {
  const outcomes: Outcome[] = []
  const run = new OpenLoopRun({
    operations: Array.from({ length: 20 }, () => productOf('tea')),
    ...{ perSecond: 200, clients: 2, deadlineMs: 2_000, mostUnfinished: 1_000 },
    send: async () => OK,
    note: (_, outcome) => outcomes.push(outcome),
    ...changes,
  })
  return { run, outcomes }
}

it('each operation begins on time while no answer comes, and its latency includes the wait', async () => {
  // Two clients, 20 operations within 100 ms, and the first answer of each client comes after 400 ms.
  const firstAnswer = wait(400)
  const { run, outcomes } = loop({ send: () => firstAnswer.then(() => OK) })
  const driving = run.drive()
  await wait(250)
  expect(run.begun).toBe(20)
  expect(outcomes).toEqual([])
  const { counts, latencies } = await driving
  expect(counts.ok).toBe(20)
  // The last operation was due 95 ms after the first one.
  expect(latencies.summary().p50).toBeGreaterThan(250)
})

it('an operation without an answer ends at its deadline, counts with its waiting time, and the run ends', async () => {
  const { run, outcomes } = loop({
    deadlineMs: 150,
    send: async (_, __, deadlineAt) => {
      await wait(Math.max(0, deadlineAt - performance.now()))
      return null
    },
  })
  const { counts, latencies } = await run.drive()
  expect(outcomes).toHaveLength(20)
  expect(counts.ok).toBe(0)
  expect(counts.unanswered).toBeGreaterThanOrEqual(2)
  expect(counts.unanswered + counts.unsent).toBe(20)
  expect(latencies.summary().p50).toBeGreaterThan(140)
})

it('the number of unfinished operations is limited, and the others count as errors', async () => {
  const { run } = loop({ mostUnfinished: 5, send: () => wait(300).then(() => OK) })
  const { counts } = await run.drive()
  expect(counts).toMatchObject({ ok: 5, unsent: 15 })
})

it('the generator distinguishes refusals from failures', async () => {
  const statuses = [201, 409, 500, 404]
  let next = 0
  const { run } = loop({ send: async () => ({ ...OK, status: statuses[next++ % 4] as number }) })
  expect((await run.drive()).counts).toMatchObject({ ok: 5, refused: 5, failed: 10 })
})

it('a 503 with Retry-After is shed and has no latency, and one without is a failure', async () => {
  const heads = ['HTTP/1.1 503\r\nRetry-After: 2\r\n', 'HTTP/1.1 503\r\nContent-Length: 0\r\n']
  let next = 0
  const { run } = loop({ send: async () => ({ ...OK, status: 503, head: heads[next++ % 2] as string }) })
  const { counts, latencies } = await run.drive()
  expect(counts).toMatchObject({ ok: 0, shed: 10, failed: 10 })
  expect(latencies.summary().count).toBe(10)
})
