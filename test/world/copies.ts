/**
 * Reads the copies in record and L2 from outside.
 * Invariant: the record never goes back to an older position, and no tier holds a state that its object never had.
 */
import type { Copy, Kind } from '../../src/domain/copy.ts'
import { compare, type Position } from '../../src/domain/position.ts'
import type { LocalD1 } from './d1-database.ts'
import type { L2Model } from './l2-model.ts'
import { type Rows, textOfCopied } from './model/text.ts'
import { nameOf, TABLES } from './objects.ts'
import type { Witness } from './witness/witness.ts'

interface Tiers {
  readonly d1: LocalD1
  readonly l2: L2Model
  readonly witness: Witness
  fail(message: string): void
}

export class Copies {
  readonly #tiers: Tiers
  readonly #held = new Map<string, Position>()

  constructor(tiers: Tiers) {
    this.#tiers = tiers
  }

  /** The record was put back, so it may be older than before. */
  putBack(): void {
    this.#held.clear()
  }

  recordPosition(kind: Kind, id: string): Position | null {
    const row = this.#tiers.d1.look(`SELECT epoch, version FROM ${TABLES[kind]} WHERE id = ?`, id)[0]
    return row ? { epoch: Number(row.epoch), version: Number(row.version) } : null
  }

  /** The record's copy as text that compares with a truth; null if there is none. */
  recordText(kind: Kind, id: string): string | null {
    const row = this.#tiers.d1.look(`SELECT state, lists FROM ${TABLES[kind]} WHERE id = ?`, id)[0]
    if (!row) return null
    return row.state === 'live' ? textOfCopied(kind, JSON.parse(String(row.lists)) as Rows) : String(row.state)
  }

  /** L2's copy of a cart as text that compares with a truth; null if there is none. */
  l2Text(id: string): string | null {
    const copy = this.#tiers.l2.peek(id)
    if (!copy) return null
    return copy.state === 'live' ? textOfCopied(copy.kind, copy.lists) : copy.state
  }

  /** Everything that any place still holds of an object, in any form, so that it can be searched. */
  places(kind: Kind, id: string): readonly (readonly [place: string, text: string])[] {
    const { d1, l2 } = this.#tiers
    return [
      ['the record', JSON.stringify(d1.look(`SELECT * FROM ${TABLES[kind]} WHERE id = ?`, id))],
      ['the dead letters', JSON.stringify(d1.look('SELECT * FROM dead_letters'))],
      ['L2', kind === 'cart' ? l2.text(id) : ''],
    ]
  }

  /** Call this after each write to the record. */
  inspectRecord(kind: Kind, id: string): void {
    const { witness, fail } = this.#tiers
    const name = nameOf(kind, id)
    const position = this.recordPosition(kind, id)
    const before = this.#held.get(`${kind}:${id}`)
    if (before && (!position || compare(position, before) < 0))
      fail(`${name}: the record went back to an older position`)
    if (!position) {
      fail(`${name}: the record lost its copy`)
      return
    }
    this.#held.set(`${kind}:${id}`, position)
    const text = this.recordText(kind, id) ?? ''
    if (!witness.mayBe(kind, id, position, text))
      fail(`${name}: the record holds a state that the object never had: ${text}`)
  }

  /** Call this after each write to L2. */
  inspectL2(copies: readonly Copy[]): void {
    const { l2, witness, fail } = this.#tiers
    for (const { kind, id } of copies) {
      if (kind !== 'cart') fail(`${nameOf(kind, id)}: L2 got a copy of a kind that it does not hold`)
      const copy = l2.peek(id)
      const text = this.l2Text(id) ?? ''
      if (copy && !witness.mayBe('cart', id, copy, text))
        fail(`${id}: L2 holds a state that the object never had: ${text}`)
    }
  }
}
