/**
 * A model of L2 and its script: a copy replaces an older one as a whole, and lives for thirty days. Unlike the script
 * it also loses entries, serves old ones, and finds some corrupt.
 */
import type { Copy, Kind } from '../../src/domain/copy.ts'
import { compare, type Position } from '../../src/domain/position.ts'
import type { CopyCache } from '../../src/tiers/l2.ts'
import type { Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

const TTL_MS = 30 * 24 * 3600_000

/** A real L2 that executes every call of the model; the history fails where they differ. */
export interface L2Beside {
  put(copy: Copy, position: Position): Promise<void>
  expect(kind: Kind, id: string, copy: Copy | null): Promise<void>
  lose(id: string): void
}

interface Entry {
  readonly text: string
  readonly position: Position
  readonly until: number
}

export class L2Model implements CopyCache {
  readonly #entries = new Map<string, Entry>()
  readonly #before = new Map<string, Entry>()
  /** Positions, by id, that a fault took away: L2 may stay older than these. */
  readonly missed = new Map<string, Position>()
  readonly #scheduler: Scheduler
  readonly #weather: Weather

  readonly #beside: L2Beside | null

  constructor(scheduler: Scheduler, weather: Weather, beside: L2Beside | null = null) {
    this.#scheduler = scheduler
    this.#weather = weather
    this.#beside = beside
  }

  async putCopies(copies: readonly Copy[]): Promise<readonly (Position | null)[]> {
    const taken: (readonly [copy: Copy, position: Position])[] = []
    const held = copies.map((copy) => {
      if (this.#scheduler.chance(this.#weather.l2CommandFails)) return null
      const position = this.#put(copy)
      taken.push([copy, position])
      return position
    })
    if (this.#beside) for (const [copy, position] of taken) await this.#beside.put(copy, position)
    return held
  }

  /** The position that L2 holds afterwards. */
  #put(copy: Copy): Position {
    const held = this.#entry(copy.id)
    const position = { epoch: copy.epoch, version: copy.version }
    if (held && compare(held.position, position) > 0) return held.position
    if (held) this.#before.set(copy.id, held)
    this.#entries.set(copy.id, { text: JSON.stringify(copy), position, until: this.#scheduler.time + TTL_MS })
    return position
  }

  async getCopy(kind: Kind, id: string): Promise<Copy | null> {
    if (this.#scheduler.chance(this.#weather.l2Loses)) this.lose(id)
    if (this.#scheduler.chance(this.#weather.l2Corrupt)) this.lose(id)
    const before = this.#before.get(id)
    if (before && this.#scheduler.chance(this.#weather.l2Stale)) return JSON.parse(before.text) as Copy
    const copy = this.peek(id)
    await this.#beside?.expect(kind, id, copy)
    return copy
  }

  /** The entry in L2, read from outside. */
  peek(id: string): Copy | null {
    const entry = this.#entry(id)
    return entry ? (JSON.parse(entry.text) as Copy) : null
  }

  lose(id: string): void {
    const entry = this.#entries.get(id)
    // A late message may now put an older copy in its place.
    if (entry) this.miss({ id, ...entry.position })
    this.#entries.delete(id)
    this.#before.delete(id)
    this.#beside?.lose(id)
  }

  /** @returns a function that restores the present entries; it counts newer entries as lost to a fault */
  image(): () => void {
    const kept = new Map(this.#entries)
    return () => {
      for (const id of [...this.#entries.keys()]) if (this.#entries.get(id) !== kept.get(id)) this.lose(id)
      for (const [id, entry] of kept) this.#entries.set(id, entry)
    }
  }

  /** Rewrites the entry of this id with the given function. */
  rewrite(id: string, change: (copy: Copy) => Copy): void {
    const entry = this.#entry(id)
    if (entry) this.#entries.set(id, { ...entry, text: JSON.stringify(change(JSON.parse(entry.text) as Copy)) })
    this.#before.delete(id)
  }

  ids(): readonly string[] {
    return [...this.#entries.keys()]
  }

  miss({ id, epoch, version }: Position & { readonly id: string }): void {
    const before = this.missed.get(id)
    if (!before || compare(before, { epoch, version }) < 0) this.missed.set(id, { epoch, version })
  }

  /** Every entry in any form, so that it can be searched. */
  text(id: string): string {
    return this.#entry(id)?.text ?? ''
  }

  #entry(id: string): Entry | undefined {
    const entry = this.#entries.get(id)
    if (!entry || entry.until > this.#scheduler.time) return entry
    // The real server uses real time.
    this.#beside?.lose(id)
    this.#entries.delete(id)
    return undefined
  }
}
