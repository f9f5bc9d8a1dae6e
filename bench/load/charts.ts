/** Charts as plain SVG, without scripts: bars of one number, and latency by percentile on a logarithmic scale. */

export interface Bar {
  readonly label: string
  readonly value: number
  readonly text: string
  /** Name of a colour in the page's style sheet. */
  readonly series: string
}

export interface Curve {
  readonly label: string
  readonly series: string
  /** Milliseconds, one value for each tick. */
  readonly values: readonly number[]
  readonly dashed: boolean
}

const WIDTH = 720
const BAR_HEIGHT = 22
const LABEL_WIDTH = 210

export function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value), 1e-9)
  const room = WIDTH - LABEL_WIDTH - 110
  const rows = bars.map(({ label, value, text, series }, index) => {
    const [top, width] = [index * BAR_HEIGHT, Math.max(1, (value / most) * room)]
    return (
      `<text x="${LABEL_WIDTH - 8}" y="${top + 15}" text-anchor="end">${escaped(label)}</text>` +
      `<rect class="${series}" x="${LABEL_WIDTH}" y="${top + 3}" width="${width.toFixed(1)}" height="16" rx="2"/>` +
      `<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${top + 15}">${escaped(text)}</text>`
    )
  })
  return svg(title, WIDTH, bars.length * BAR_HEIGHT + 4, rows.join(''))
}

const LEFT = 62
const BOTTOM = 26
const HEIGHT = 260
const LEGEND_WIDTH = 190

/** @param ticks names of the percentiles, evenly spaced */
export function curveChart(title: string, ticks: readonly string[], curves: readonly Curve[]): string {
  const values = curves.flatMap((curve) => curve.values).filter((value) => value > 0)
  const low = Math.floor(Math.log10(Math.min(...values, 1)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 1))))
  const width = WIDTH - LEFT - LEGEND_WIDTH
  const x = (index: number) => LEFT + (index / (ticks.length - 1)) * width
  const y = (value: number) => {
    const share = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)
    return (HEIGHT - BOTTOM) * (1 - share) + 8
  }
  const powers = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index))
  const grid = powers.map((power) => {
    const at = y(power).toFixed(1)
    const label = `<text x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${power} ms</text>`
    return `<line class="grid" x1="${LEFT}" x2="${LEFT + width}" y1="${at}" y2="${at}"/>${label}`
  })
  const names = ticks.map((tick, index) => {
    return `<text x="${x(index).toFixed(1)}" y="${HEIGHT + 6}" text-anchor="middle">${escaped(tick)}</text>`
  })
  const lines = curves.map(({ label, series, values: of, dashed }, index) => {
    const points = of.map((value, tick) => `${x(tick).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
    const dash = dashed ? ' stroke-dasharray="5 4"' : ''
    const [from, top] = [LEFT + width + 16, 16 + index * 20]
    return (
      `<polyline class="line ${series}" points="${points}"${dash}/>` +
      `<line class="line ${series}" x1="${from}" x2="${from + 24}" y1="${top}" y2="${top}"${dash}/>` +
      `<text x="${from + 30}" y="${top}" dy="4">${escaped(label)}</text>`
    )
  })
  return svg(title, WIDTH, HEIGHT + 12, [...grid, ...names, ...lines].join(''))
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function svg(title: string, width: number, height: number, content: string): string {
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${content}</svg></figure>`
}
