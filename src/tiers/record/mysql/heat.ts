/**
 * Heat in MySQL. Invariant: a batch's id and its counts are written in one transaction. If two calls count the same
 * batch at once, the second one fails on the id, rolls back, and finds the batch counted when it is called again.
 */
import { asc, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { heatBatches, productHeat, productHeatDays } from '../../../../drizzle/mysql/schema.ts'
import { DAY_MS, dayOf, GUARD_DAYS, roundedScore, sumOf } from '../../../domain/heat.ts'
import { DROPPED_PER_TURN, type HeatRecord, KEPT_DAYS, SCORES_PER_TURN } from '../heat.ts'
import { heatSql, type Ranked } from '../heat-sql.ts'
import type { MysqlDatabase } from './client.ts'

const { isStale, isCold, ranked, rescored } = heatSql(productHeatDays, productHeat)
const PLUS = {
  views: sql`views + values(views)`,
  adds: sql`adds + values(adds)`,
  purchases: sql`purchases + values(purchases)`,
}

export function heatRecord(db: MysqlDatabase): HeatRecord {
  return {
    async countHeat(batches, now) {
      const ids = batches.map(({ id }) => id).sort()
      await db.transaction(async (transaction) => {
        const { id } = heatBatches
        const found = await transaction.select({ id }).from(heatBatches).where(inArray(id, ids))
        const known = new Set(found.map((row) => row.id))
        const fresh = batches.filter((batch) => !known.has(batch.id))
        if (fresh.length === 0) return
        await transaction.insert(heatBatches).values(fresh.map((batch) => ({ id: batch.id, at: now })))
        const sums = sumOf(fresh)
        await transaction
          .insert(productHeatDays)
          .values([...sums])
          .onDuplicateKeyUpdate({ set: PLUS })
        await rescore(transaction, sums, now)
      })
      return new Set(ids)
    },
    async hottest(window, now, limit) {
      const found = await rankedRows(db, sql`${ranked(window, now)} order by place limit ${limit}`)
      return found.map(({ sku, score }) => ({ sku, score: roundedScore(Number(score)) }))
    },
    async heatRank(window, now, sku) {
      const [row] = await rankedRows(db, sql`select * from (${ranked(window, now)}) ranked where sku = ${sku}`)
      return row ? { rank: Number(row.place), score: roundedScore(Number(row.score)) } : null
    },
    async tendHeat(now) {
      const { sku, updatedAt } = productHeat
      await db
        .delete(heatBatches)
        .where(lt(heatBatches.at, now - GUARD_DAYS * DAY_MS))
        .limit(DROPPED_PER_TURN)
      await db
        .delete(productHeatDays)
        .where(lt(productHeatDays.day, dayOf(now) - KEPT_DAYS))
        .limit(DROPPED_PER_TURN)
      await db.delete(productHeat).where(isCold(now)).limit(DROPPED_PER_TURN)
      const stale = await db
        .select({ sku })
        .from(productHeat)
        .where(isStale(now))
        .orderBy(asc(updatedAt))
        .limit(SCORES_PER_TURN)
      if (stale.length > 0) await rescore(db, stale, now)
      return stale.length
    },
  }
}

async function rankedRows(db: MysqlDatabase, query: SQL): Promise<readonly Ranked[]> {
  // The cast: drizzle leaves the rows of a hand-written statement untyped.
  return (await db.execute(query)).rows as unknown as readonly Ranked[]
}

/** Recomputes the scores of these SKUs that have heat. */
async function rescore(db: Pick<MysqlDatabase, 'insert'>, items: readonly { readonly sku: string }[], now: number) {
  const skus = sql`(${sql.join(
    items.map(({ sku }) => sql`${sku}`),
    sql`, `,
  )})`
  const set = { score: sql`values(score)`, updatedAt: sql`values(updated_at)` }
  await db.insert(productHeat).select(rescored(skus, now)).onDuplicateKeyUpdate({ set })
}
