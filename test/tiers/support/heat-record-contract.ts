/** The heat contract of every record, beyond ranking: roll-ups by day and a score per product. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, dayOf, GUARD_DAYS } from '../../../src/domain/heat.ts'
import { type HeatRecord, KEPT_DAYS } from '../../../src/tiers/record/heat.ts'
import { batch, heatContract, newNoon, views } from './heat-contract.ts'

export interface HeatRecordUnderTest {
  readonly heat: HeatRecord
  sql(statement: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

export function heatRecordContract(name: string, start: () => Promise<HeatRecordUnderTest>): void {
  describe(`heat in ${name}`, () => {
    let started: HeatRecordUnderTest
    beforeAll(async () => {
      started = await start()
    }, 60_000)
    afterAll(() => started.close())
    beforeEach(async () => {
      for (const table of ['product_heat', 'product_heat_days', 'heat_batches'])
        await started.sql(`delete from ${table}`)
    })

    const heat = () => started.heat
    const days = () => started.sql('select day, sku, views, adds, purchases from product_heat_days order by day, sku')
    const scores = async () => {
      const rows = await started.sql('select sku, score from product_heat order by sku')
      return Object.fromEntries(rows.map(({ sku, score }) => [sku, Number(Number(score).toFixed(2))]))
    }

    heatContract(heat)

    test('a report reads days as dates, and views, adds and purchases separately', async () => {
      const now = Date.UTC(2026, 10, 24, 12)
      const more = batch(now, { tea: { views: 2, adds: 3, purchases: 4 } })
      await heat().countHeat([batch(now, { tea: views(1) }), more, batch(now, { tea: views(9) }, 1)], now)
      expect(await days()).toEqual([
        { day: '2026-11-23', sku: 'tea', views: 9, adds: 0, purchases: 0 },
        { day: '2026-11-24', sku: 'tea', views: 3, adds: 3, purchases: 4 },
      ])
    })

    test('a product’s score is that of its week, and each counted batch updates it', async () => {
      const now = newNoon()
      await heat().countHeat([batch(now, { tea: views(10) }, 1), batch(now, { cup: views(1) })], now)
      expect(await scores()).toEqual({ cup: 1, tea: 7 })
      await heat().countHeat([batch(now, { tea: { adds: 1 } })], now)
      expect(await scores()).toEqual({ cup: 1, tea: 12 })
    })

    test('scores are updated once a day: they decrease daily and are gone after a week', async () => {
      const now = newNoon()
      await heat().countHeat([batch(now, { tea: views(10), cup: views(1) })], now)
      expect(await heat().tendHeat(now + DAY_MS / 4)).toBe(0)
      const seen: number[] = []
      for (let day = 1; day <= 8; day++) {
        seen.push(await heat().tendHeat(now + day * DAY_MS))
        expect(await heat().tendHeat(now + day * DAY_MS)).toBe(0)
        if (day === 2) expect(await scores()).toEqual({ cup: 0.49, tea: 4.9 })
      }
      expect(seen).toEqual([2, 2, 2, 2, 2, 2, 0, 0])
      expect(await scores()).toEqual({})
    })

    test('batches are deleted after they can no longer arrive, days after the reporting period', async () => {
      const now = newNoon()
      const rows = async () => [(await started.sql('select id from heat_batches')).length, (await days()).length]
      await heat().countHeat([batch(now, { tea: views(1) })], now)
      await heat().tendHeat(now + GUARD_DAYS * DAY_MS)
      expect(await rows()).toEqual([1, 1])
      await heat().tendHeat(now + GUARD_DAYS * DAY_MS + 1)
      expect(await rows()).toEqual([0, 1])
      await heat().tendHeat((dayOf(now) + KEPT_DAYS) * DAY_MS)
      expect(await rows()).toEqual([0, 1])
      await heat().tendHeat((dayOf(now) + KEPT_DAYS + 1) * DAY_MS)
      expect(await rows()).toEqual([0, 0])
    })

    test('more scores than one turn takes are updated in several turns', async () => {
      const now = newNoon()
      const skus = Array.from({ length: 1_200 }, (_, n) => [`sku-${n}`, views(1)] as const)
      await heat().countHeat([batch(now, Object.fromEntries(skus))], now)
      const turns = []
      for (let turn = 0; turn < 3; turn++) turns.push(await heat().tendHeat(now + DAY_MS))
      expect(turns).toEqual([1_000, 200, 0])
    })
  })
}
