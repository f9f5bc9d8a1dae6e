/** The clocks of a world. Each object, the platform that rings alarms, and the consumer have their own clock. */
export const PLATFORM = 'the platform'
export const CONSUMER = 'the consumer'

export class Clocks {
  readonly #offsets = new Map<string, number>()

  /** The difference between this clock and the shared one, in milliseconds. */
  offset(name: string): number {
    return this.#offsets.get(name) ?? 0
  }

  /** Whether this clock was ever set. */
  wasSet(name: string): boolean {
    return this.#offsets.has(name)
  }

  set(name: string, offsetMs: number): void {
    this.#offsets.set(name, offsetMs)
  }
}
