/** The clocks of a world. Each object, the platform that rings alarms and the consumer have one of their own. */
export const PLATFORM = 'the platform'
export const CONSUMER = 'the consumer'

export class Clocks {
  readonly #offsets = new Map<string, number>()

  /** How far the clock is from the one that all share, in milliseconds. */
  offset(name: string): number {
    return this.#offsets.get(name) ?? 0
  }

  /** Whether it was ever set. */
  wasSet(name: string): boolean {
    return this.#offsets.has(name)
  }

  set(name: string, offsetMs: number): void {
    this.#offsets.set(name, offsetMs)
  }
}
