/** Shows progress on stderr: a bar on a terminal, otherwise a line every few seconds. */
const WIDTH = 30
const BAR_EVERY_MS = 100
const LINE_EVERY_MS = 5_000

export class Progress {
  readonly #unit: string
  readonly #total: number | null
  readonly #startedAt = performance.now()
  readonly #isTerminal = process.stderr.isTTY === true
  #shownAt = 0
  #isShown = false

  /** @param total number of bytes, when it is known */
  constructor(unit: string, total: number | null) {
    this.#unit = unit
    this.#total = total
  }

  show(items: number, bytes: number): void {
    const now = performance.now()
    if (now - this.#shownAt < (this.#isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return
    this.#shownAt = now
    this.#print(this.#text(items, bytes))
  }

  /** Prints a line without breaking the bar. */
  say(line: string): void {
    this.#clear()
    process.stderr.write(`${line}\n`)
  }

  /** Prints the summary. */
  done(items: number): void {
    this.#clear()
    const seconds = this.#seconds()
    const rate = Math.round(items / Math.max(seconds, 0.001))
    process.stderr.write(`${count(items)} ${this.#unit} in ${seconds.toFixed(1)} s, ${count(rate)} a second\n`)
  }

  #text(items: number, bytes: number): string {
    const rate = `${count(items)} ${this.#unit}, ${count(Math.round(items / this.#seconds()))}/s`
    if (this.#total === null || this.#total === 0) return rate
    const share = Math.min(1, bytes / this.#total)
    const left = share > 0 ? Math.round((this.#seconds() * (1 - share)) / share) : 0
    const filled = Math.round(WIDTH * share)
    const bar = `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}]`
    const percent = `${Math.floor(100 * share)} %`.padStart(5)
    return `${this.#isTerminal ? `${bar} ` : ''}${percent}  ${rate}, ${left} s left`
  }

  #print(text: string): void {
    process.stderr.write(this.#isTerminal ? `\r\u001b[K${text}` : `${text}\n`)
    this.#isShown = true
  }

  #clear(): void {
    if (this.#isTerminal && this.#isShown) process.stderr.write('\r\u001b[K')
    this.#isShown = false
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000
  }
}

function count(value: number): string {
  return value.toLocaleString('en')
}
