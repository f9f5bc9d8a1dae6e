/**
 * Heat in D1. Invariant: a batch's id and its counts are written in one transaction, and the counts only if the id is
 * not there yet.
 */
import { asc, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { heatBatches, productHeat, productHeatDays } from '../../../../drizzle/d1/schema.ts'
import { DAY_MS, dayOf, GUARD_DAYS, roundedScore } from '../../../domain/heat.ts'
import { DROPPED_PER_TURN, type HeatRecord, KEPT_DAYS, SCORES_PER_TURN } from '../heat.ts'
import { heatSql, type Ranked } from '../heat-sql.ts'

const { day, sku, views, adds, purchases } = productHeatDays
const { isStale, isCold, ranked, rescored } = heatSql(productHeatDays, productHeat)
const PLUS = {
  views: sql`${views} + excluded.views`,
  adds: sql`${adds} + excluded.adds`,
  purchases: sql`${purchases} + excluded.purchases`,
}

export function heatRecord(db: DrizzleD1Database): HeatRecord {
  return {
    async countHeat(batches, now) {
      const given = JSON.stringify(
        batches.map(({ id, day: on, counts }) => [
          id,
          day.mapToDriverValue(on),
          counts.map((count) => [count.sku, count.views, count.adds, count.purchases]),
        ]),
      )
      const skus = [...new Set(batches.flatMap(({ counts }) => counts.map((count) => count.sku)))]
      // Materialized, because SQLite would otherwise parse a batch again for each of its counts.
      const fresh = sql`
        with fresh as materialized (
          select value ->> 1 as day, value -> 2 as counts
          from json_each(${given}) where value ->> 0 not in (select id from ${heatBatches}))
        select day, value ->> 0, sum(value ->> 1), sum(value ->> 2), sum(value ->> 3)
        from fresh, json_each(fresh.counts) where true group by 1, 2`
      const ids = sql`
        select value ->> 0, ${sql.param(now, heatBatches.at)} from json_each(${given}) where true`
      await db.batch([
        db
          .insert(productHeatDays)
          .select(fresh)
          .onConflictDoUpdate({ target: [day, sku], set: PLUS }),
        rescore(db, sql`(select value from json_each(${JSON.stringify(skus)}))`, now),
        db.insert(heatBatches).select(ids).onConflictDoNothing(),
      ])
      return new Set(batches.map(({ id }) => id))
    },
    async hottest(window, now, limit) {
      const found = await db.all<Ranked>(sql`${ranked(window, now)} order by place limit ${limit}`)
      return found.map((row) => ({ sku: row.sku, score: roundedScore(Number(row.score)) }))
    },
    async heatRank(window, now, wanted) {
      const [row] = await db.all<Ranked>(sql`select * from (${ranked(window, now)}) ranked where sku = ${wanted}`)
      return row ? { rank: Number(row.place), score: roundedScore(Number(row.score)) } : null
    },
    async tendHeat(now) {
      const stale = db
        .select({ sku: productHeat.sku })
        .from(productHeat)
        .where(isStale(now))
        .orderBy(asc(productHeat.updatedAt))
        .limit(SCORES_PER_TURN)
      const [, , , written] = await db.batch([
        db.delete(heatBatches).where(
          inArray(
            heatBatches.id,
            db
              .select({ id: heatBatches.id })
              .from(heatBatches)
              .where(lt(heatBatches.at, now - GUARD_DAYS * DAY_MS))
              .limit(DROPPED_PER_TURN),
          ),
        ),
        db.delete(productHeatDays).where(
          sql`(${day}, ${sku}) in ${db
            .select({ day, sku })
            .from(productHeatDays)
            .where(lt(day, dayOf(now) - KEPT_DAYS))
            .limit(DROPPED_PER_TURN)}`,
        ),
        db
          .delete(productHeat)
          .where(
            inArray(
              productHeat.sku,
              db.select({ sku: productHeat.sku }).from(productHeat).where(isCold(now)).limit(DROPPED_PER_TURN),
            ),
          ),
        rescore(db, sql`${stale}`, now),
      ])
      return written.meta.changes
    },
  }
}

/** Recomputes the scores of these SKUs that have heat. */
function rescore(db: DrizzleD1Database, skus: SQL, now: number) {
  const set = { score: sql`excluded.score`, updatedAt: sql`excluded.updated_at` }
  return db.insert(productHeat).select(rescored(skus, now)).onConflictDoUpdate({ target: productHeat.sku, set })
}
