/** Shows a command's progress on stderr: in one line on a terminal, otherwise in a line every few seconds. */
const BAR_EVERY_MS = 200
const LINE_EVERY_MS = 5_000

export class Progress {
  readonly #isTerminal = process.stderr.isTTY === true
  readonly #text: () => string
  readonly #timer: NodeJS.Timeout

  constructor(text: () => string) {
    this.#text = text
    this.#timer = setInterval(() => this.#show(), this.#isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)
  }

  say(line: string): void {
    this.#clear()
    process.stderr.write(`${line}\n`)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #show(): void {
    const text = this.#text()
    process.stderr.write(this.#isTerminal ? `\r\u001b[K${text}` : `${text}\n`)
  }

  #clear(): void {
    if (this.#isTerminal) process.stderr.write('\r\u001b[K')
  }
}
