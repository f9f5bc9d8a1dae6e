/** Turns the rounds of a drop into lines of the table: medians, and ratios within one round. */
import { type Line, median, percentile, shown } from '../figure.ts'
import type { Rush } from '../rush.ts'

type OfRow = Rush & { readonly retries: number }

/** The result of each seller; `many` is a drop with a unit for every buyer. */
export interface Round {
  readonly checkouts: Rush
  readonly holds: Rush
  readonly manyHolds: Rush
  /** Time of as many holds as `manyHolds` makes. */
  readonly aloneMs: number
  readonly optimistic: OfRow
  readonly manyOptimistic: OfRow
  readonly guarded: OfRow
}

/** Lines that begin with … continue this subject, up to the next line that does not. */
const OF_HTTP = '1,000 buyers for 100 units, 32 at once'

export function linesOfDrop(rounds: readonly Round[], say: (line: string) => void): Line[] {
  const rate = (name: string, of: (round: Round) => number) => {
    const values = rounds.map(of)
    const text = `${whole(median(values))}/s`
    say(`${name}: ${text} median of ${values.length}, ${values.map(whole).sort(byNumber).join(' ')}`)
    return text
  }
  const ratio = (of: (round: Round) => number) => `${median(rounds.map(of)).toFixed(2)}×`
  const won = ({ wonMs, soldOutMs }: Rush) => (wonMs.length * 1000) / soldOutMs
  const answered = ({ wonMs, refusedMs, totalMs }: Rush) => ((wonMs.length + refusedMs.length) * 1000) / totalMs
  const waits = (of: (round: Round) => readonly number[]) =>
    [50, 99]
      .map((percent) => `${median(rounds.map((round) => percentile(of(round), percent))).toFixed(1)} ms`)
      .join(', ')
  const all = ({ wonMs, refusedMs }: Rush) => [...wonMs, ...refusedMs]
  const perSale = (of: (round: Round) => OfRow) =>
    median(rounds.map((round) => of(round).retries / of(round).wonMs.length)).toFixed(1)
  const alone = ({ manyHolds, aloneMs }: Round) => (manyHolds.wonMs.length * 1000) / aloneMs
  return [
    shown(
      `${OF_HTTP}: checkouts over HTTP until sold out`,
      rate('orders', ({ checkouts }) => won(checkouts)),
    ),
    shown(
      '… answers to winners and refused buyers',
      rate('checkouts answered', ({ checkouts }) => answered(checkouts)),
    ),
    shown(
      '… p50, p99 of winners',
      waits(({ checkouts }) => checkouts.wonMs),
    ),
    shown(
      '… p50, p99 of refused buyers',
      waits(({ checkouts }) => checkouts.refusedMs),
    ),
    shown(
      '… the stock object only, bare holds over HTTP',
      rate('holds', ({ holds }) => won(holds)),
    ),
    shown(
      '… answers, p50, p99 of all',
      `${rate('holds answered', ({ holds }) => answered(holds))}, ${waits(({ holds }) => all(holds))}`,
    ),
    shown(
      '… one row of MariaDB, optimistic lock',
      rate('row sold', ({ optimistic }) => won(optimistic)),
    ),
    shown(
      '… answers, p50, p99 of all',
      `${rate('row answered', ({ optimistic }) => answered(optimistic))}, ${waits(({ optimistic }) => all(optimistic))}`,
    ),
    shown(
      '… p50, p99 of winners; retries per sale',
      `${waits(({ optimistic }) => optimistic.wonMs)}; ${perSale(({ optimistic }) => optimistic)}`,
    ),
    shown(
      '… one row of MariaDB, one guarded UPDATE',
      rate('guarded sold', ({ guarded }) => won(guarded)),
    ),
    shown(
      '… bare holds / optimistic row / guarded row, until sold out',
      [
        ratio(({ holds, optimistic }) => won(holds) / won(optimistic)),
        ratio(({ holds, guarded }) => won(holds) / won(guarded)),
      ].join(', '),
    ),
    shown(
      '… checkouts / optimistic row, until sold out',
      ratio(({ checkouts, optimistic }) => won(checkouts) / won(optimistic)),
    ),
    shown(
      '1,000 buyers for 1,000 units: bare holds over HTTP',
      rate('holds, units for everyone', ({ manyHolds }) => won(manyHolds)),
    ),
    shown(
      '… p50, p99',
      waits(({ manyHolds }) => manyHolds.wonMs),
    ),
    shown('… called within the worker, without HTTP', rate('holds within the worker', alone)),
    shown(
      '… one row of MariaDB, optimistic lock',
      rate('row sold, units for everyone', ({ manyOptimistic }) => won(manyOptimistic)),
    ),
    shown(
      '… p50, p99; retries per sale',
      `${waits(({ manyOptimistic }) => manyOptimistic.wonMs)}; ${perSale(({ manyOptimistic }) => manyOptimistic)}`,
    ),
    shown(
      '… bare holds / optimistic row',
      ratio(({ manyHolds, manyOptimistic }) => won(manyHolds) / won(manyOptimistic)),
    ),
  ]
}

function whole(value: number): number {
  return Math.round(value)
}

function byNumber(a: number, b: number): number {
  return a - b
}
