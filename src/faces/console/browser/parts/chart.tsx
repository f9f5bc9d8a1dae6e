/**
 * A chart of one series in one colour, with its values as a table. Pointing at it, or the arrow keys, name one point.
 * A gap in the data is a gap in the line.
 */
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { Point } from '../core/minutes.ts'
import { moment, texts } from '../core/reader.ts'
import { TODAY } from '../texts/today.ts'

interface Props {
  readonly title: string
  readonly points: readonly Point[]
  readonly format: (value: number) => string
  /** The height of the drawing; its width is 600. */
  readonly height?: number
}

const WIDTH = 600
const LINES = 3

export function Chart({ title, points, format, height = 150 }: Props) {
  const t = texts(TODAY)
  const id = useId()
  const pointed = useSignal<number | null>(null)
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]))
  const top = niceAbove(Math.max(0, ...values))
  const x = (index: number) => (points.length < 2 ? WIDTH : (index / (points.length - 1)) * WIDTH)
  const y = (value: number) => height - 1 - (value / top) * (height - 12)
  const shown = pointed.value === null ? null : (points[Math.min(pointed.value, points.length - 1)] ?? null)
  const last = points.findLast(({ value }) => value !== null) ?? null
  const named = shown ?? last
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined || points.length === 0) return
    event.preventDefault()
    pointed.value = Math.max(0, Math.min(points.length - 1, (pointed.value ?? points.length - 1) + step))
  }
  const point = (event: PointerEvent & { currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    pointed.value = Math.round(((event.clientX - left) / width) * (points.length - 1))
  }
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <h2>{title}</h2>
        <span class="soft">{named?.value == null ? '–' : `${format(named.value)} · ${moment(named.at)}`}</span>
      </figcaption>
      <div
        class="plot"
        tabIndex={0}
        role="slider"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, points.length - 1)}
        aria-valuenow={pointed.value ?? Math.max(0, points.length - 1)}
        aria-valuetext={named?.value == null ? '–' : `${format(named.value)}, ${moment(named.at)}`}
        onKeyDown={move}
        onPointerMove={point}
        onPointerLeave={() => (pointed.value = null)}
        onBlur={() => (pointed.value = null)}
      >
        <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {Array.from({ length: LINES }, (_, line) => {
            const at = y((top * (line + 1)) / LINES)
            return <line key={line} class="grid" x1={0} x2={WIDTH} y1={at} y2={at} />
          })}
          {runsOf(points).map((run) => {
            const line = run.map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' L')
            const [first, end] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0]
            return (
              <g key={first}>
                <path class="area" d={`M${x(first)},${height} L${line} L${x(end)},${height} Z`} />
                <path class="line" d={`M${line} h0`} />
              </g>
            )
          })}
          {shown && pointed.value !== null && (
            <line class="cursor" x1={x(pointed.value)} x2={x(pointed.value)} y1={0} y2={height} />
          )}
        </svg>
        {values.some((value) => value > 0) && <span class="top">{format(top)}</span>}
      </div>
      <details>
        <summary>{t.asTable}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
        <section class="values" aria-label={`${title}, ${t.asTable}`} tabIndex={0}>
          <table>
            <tbody>
              {points.map(({ at, value }) => (
                <tr key={at}>
                  <th scope="row">{moment(at)}</th>
                  <td class="number">{value === null ? '–' : format(value)}</td>
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

/** 1, 2 or 5 times a power of ten, at least the value. */
function niceAbove(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power
}
