// The open-loop generator keeps its times: a slow design is asked as often as a fast one, and its latency counts from
// when an operation was due, not from when its client was free to send it.
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

it('begins each operation in its time while no answer comes, and counts the time of waiting', async () => {
  // Two clients, 20 operations within 100 ms, and the first answer of each client comes after 400 ms.
  const firstAnswer = wait(400)
  const { run, outcomes } = loop({ send: () => firstAnswer.then(() => OK) })
  const driving = run.drive()
  await wait(250)
  expect(run.begun).toBe(20)
  expect(outcomes).toEqual([])
  const { counts, latencies } = await driving
  expect(counts.ok).toBe(20)
  // The last one was due 95 ms after the first one.
  expect(latencies.summary().p50).toBeGreaterThan(250)
})

it('gives up what is not answered by its deadline, counts it with its waiting time, and ends', async () => {
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

it('takes no more unfinished operations than it may; the others are errors', async () => {
  const { run } = loop({ mostUnfinished: 5, send: () => wait(300).then(() => OK) })
  const { counts } = await run.drive()
  expect(counts).toMatchObject({ ok: 5, unsent: 15 })
})

it('tells refusals from failures', async () => {
  const statuses = [201, 409, 500, 404]
  let next = 0
  const { run } = loop({ send: async () => ({ ...OK, status: statuses[next++ % 4] as number }) })
  expect((await run.drive()).counts).toMatchObject({ ok: 5, refused: 5, failed: 10 })
})
