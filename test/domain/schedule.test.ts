// The local schedule. Invariant: the worker's handler runs once at each minute that an expression of wrangler.toml names.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isDue, startSchedule } from '../../dev/schedule.ts'

const CRONS = ['* * * * *', '17 3 * * *']

describe('the local schedule', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-29T03:15:40Z') }))
  afterEach(() => void vi.useRealTimers())

  test('each expression runs at the beginning of the minutes that it names', async () => {
    const runs: string[] = []
    const schedule = startSchedule(
      CRONS,
      async (cron, at) => void runs.push(`${at.toISOString()} ${cron}`),
      () => {},
    )
    await vi.advanceTimersByTimeAsync(19_999)
    expect(runs).toEqual([])
    await vi.advanceTimersByTimeAsync(120_001)
    expect(runs).toEqual([
      '2026-11-29T03:16:00.000Z * * * * *',
      '2026-11-29T03:17:00.000Z * * * * *',
      '2026-11-29T03:17:00.000Z 17 3 * * *',
      '2026-11-29T03:18:00.000Z * * * * *',
    ])
    await schedule.stop()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(runs).toHaveLength(4)
  })

  test('a run that fails is reported, and the next one comes', async () => {
    const reports: string[] = []
    let runs = 0
    const fail = async () => {
      runs++
      throw new Error('the worker ended')
    }
    const schedule = startSchedule(['* * * * *'], fail, (line) => void reports.push(line))
    await vi.advanceTimersByTimeAsync(120_000)
    await schedule.stop()
    expect([runs, reports]).toEqual([2, Array(2).fill('the schedule "* * * * *" failed: Error: the worker ended')])
  })
})

test('minutes and hours are numbers or stars, and days are refused', () => {
  const at = new Date('2026-11-29T03:17:30Z')
  expect(['* * * * *', '17 3 * * *', '17 * * * *', '18 3 * * *', '17 4 * * *'].map((cron) => isDue(cron, at))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(() => isDue('17 3 1 * *', at)).toThrow('names days')
})
