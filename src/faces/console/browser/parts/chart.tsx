/**
 * A chart of one series in one colour: a scale with units, times below, and its values as a table. Pointing at it, or the
 * arrow keys, name one point. A gap in the data is a gap in the line.
 */
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { Point } from '../core/minutes.ts'
import { moment, texts } from '../core/reader.ts'
import { scaleOf } from '../core/scale.ts'
import { TODAY } from '../texts/today.ts'

interface Props {
  readonly title: string
  readonly points: readonly Point[]
  readonly format: (value: number) => string
  /** The smallest step of the scale. */
  readonly step?: number
}

const WIDTH = 600
const HEIGHT = 100
/** Points to which a key leads at once. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10 }

export function Chart({ title, points, format, step }: Props) {
  const t = texts(TODAY)
  const id = useId()
  const pointed = useSignal<number | null>(null)
  const end = points.length - 1
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]))
  const scale = scaleOf(Math.max(0, ...values), step)
  const top = scale.at(-1) ?? 1
  const x = (index: number) => (end < 1 ? WIDTH : (index / end) * WIDTH)
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT
  const at = Math.min(pointed.value ?? end, end)
  const newest = points.findLast(({ value }) => value !== null)
  const named = pointed.value === null ? newest : points[at]
  const words = named ? [named.value === null ? t.noValue : format(named.value), moment(named.at)] : [t.noValues]
  const move = (event: KeyboardEvent) => {
    const edge = { Home: 0, End: end }[event.key]
    const by = STEPS[event.key]
    if ((edge === undefined && by === undefined) || end < 0) return
    event.preventDefault()
    pointed.value = edge ?? Math.max(0, Math.min(end, at + (by ?? 0)))
  }
  const point = (event: PointerEvent & { currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    pointed.value = Math.max(0, Math.min(end, Math.round(((event.clientX - left) / width) * end)))
  }
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <h2>{title}</h2>
        <span class="soft">{words.join(' · ')}</span>
      </figcaption>
      <div
        class="plot"
        tabIndex={0}
        role="slider"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, end)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={words.join(', ')}
        onKeyDown={move}
        onPointerMove={point}
        onPointerLeave={() => (pointed.value = null)}
        onBlur={() => (pointed.value = null)}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {[0, ...scale].map((value) => (
            <line key={value} class="grid" x1={0} x2={WIDTH} y1={y(value)} y2={y(value)} />
          ))}
          {runsOf(points).map((run) => {
            const line = run.map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' L')
            const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0]
            return (
              <g key={first}>
                <path class="area" d={`M${x(first)},${HEIGHT} L${line} L${x(last)},${HEIGHT} Z`} />
                <path class="line" d={`M${line} h0`} />
              </g>
            )
          })}
          {pointed.value !== null && <line class="cursor" x1={x(at)} x2={x(at)} y1={0} y2={HEIGHT} />}
        </svg>
        <div class="scale" aria-hidden="true">
          {scale.map((value) => (
            <span key={value} style={{ insetBlockEnd: `${(value / top) * 100}%` }}>
              {format(value)}
            </span>
          ))}
        </div>
      </div>
      <div class="times" aria-hidden="true">
        {[points[0], points[end >> 1], points[end]].map((each, place) => (
          <span key={place}>{each && moment(each.at)}</span>
        ))}
      </div>
      <details>
        <summary>{t.asTable}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
        <section class="values" aria-label={`${title}, ${t.asTable}`} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.time}</th>
                <th scope="col" class="number">
                  {title}
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((each) => (
                <tr key={each.at}>
                  <th scope="row">{moment(each.at)}</th>
                  <td class="number">{each.value === null ? t.noValue : format(each.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  )
}

/** Neighbouring points with values; a gap ends a run. */
function runsOf(points: readonly Point[]): readonly (readonly (readonly [index: number, value: number])[])[] {
  const runs: (readonly [number, number])[][] = []
  let isOpen = false
  points.forEach(({ value }, index) => {
    if (value === null) isOpen = false
    else if (isOpen) runs.at(-1)?.push([index, value])
    else {
      runs.push([[index, value]])
      isOpen = true
    }
  })
  return runs
}
