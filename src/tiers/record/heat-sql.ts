/** The statements about heat that MySQL and SQLite share, over the tables of either. */
import { and, type Column, inArray, lt, type SQL, sql, type Table } from 'drizzle-orm'
import { DAY_MS, dayOf, type HeatWindow, POINTS, weightsOf } from '../../domain/heat.ts'

type Days = Table & Record<'day' | 'sku' | 'views' | 'adds' | 'purchases', Column>
type Scores = Table & Record<'sku' | 'score' | 'updatedAt', Column>

export interface Ranked {
  readonly sku: string
  /** MySQL returns sums of decimals as text. */
  readonly score: number | string
  readonly place: number | string
}

export function heatSql(days: Days, scores: Scores) {
  const { day, sku, views, adds, purchases } = days

  const isIn = (window: HeatWindow, now: number) =>
    inArray(
      day,
      weightsOf(window, now).map((each) => each.day),
    )
  const scored = (window: HeatWindow, now: number, only: SQL = sql`true`) => {
    const cases = weightsOf(window, now).map((each) => sql`when ${sql.param(each.day, day)} then ${each.weight}`)
    const points = sql`(${views} * ${POINTS.views} + ${adds} * ${POINTS.adds} + ${purchases} * ${POINTS.purchases})`
    return sql`
      select ${sku} as sku, sum(${points} * case ${day} ${sql.join(cases, sql` `)} end) as score
      from ${days} where ${isIn(window, now)} and ${only} group by ${sku}`
  }
  const isStale = (now: number) => lt(scores.updatedAt, dayOf(now) * DAY_MS)

  return {
    isStale,
    /** Matches scores that are stale and have no day that still counts. */
    isCold: (now: number) =>
      and(isStale(now), sql`not exists (select 1 from ${days} where ${sku} = ${scores.sku} and ${isIn('week', now)})`),
    /** All products of the window with their rank, from 1. */
    ranked: (window: HeatWindow, now: number) => sql`
      select sku, score, row_number() over (order by score desc, sku desc) as place
      from (${scored(window, now)}) scored`,
    /** Rows for the table of scores, computed for these SKUs. */
    rescored: (skus: SQL, now: number) => sql`
      select sku, score, ${sql.param(now, scores.updatedAt)}
      from (${scored('week', now, sql`${sku} in ${skus}`)}) scored where true`,
  }
}
