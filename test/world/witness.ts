/**
 * Looks at an object's disk after every commit and says what must hold there: each accepted write raised the version
 * by one, happened once, and left the rows that the model has; and what is dirty is due.
 */
import { compare, formatPosition, NEVER, type Position, same } from '../../src/domain/position.ts'
import type { Host } from './host.ts'
import {
  applyCommand,
  type ModelCommand,
  type ModelProduct,
  type ModelState,
  NOTHING,
  stateOfRows,
  textOf,
  textOfRows,
} from './model-cart.ts'

/** A write as a shopper meant it; `name` is unique and is stored with the operation. */
export interface Meant {
  readonly name: string
  readonly kind: 'write' | 'undo'
  readonly steps: readonly { readonly command: ModelCommand }[]
  readonly atomic: boolean
  readonly products: ReadonlyMap<string, ModelProduct | null>
  readonly ifMatch: Position | null
}

type TruthState = 'none' | 'live' | 'evicted' | 'expired' | 'erased'

/** Where one object stands, as its disk says. */
export interface Truth {
  readonly position: Position
  readonly state: TruthState
  readonly model: ModelState
  /** What an undo may take back. */
  readonly last: { readonly before: ModelState; readonly at: number } | null
  /** Where each write took effect in this life. */
  readonly applied: ReadonlyMap<string, Position>
  readonly dirty: boolean
}

export interface Surroundings {
  readonly meant: ReadonlyMap<string, Meant>
  wall(): number
  /** Whether the clock may have jumped. */
  readonly jumps: boolean
  recordPosition(id: string): Position | null
  /** A life with these writes has ended. */
  over(names: Iterable<string>): void
  fail(message: string): void
}

const UNDO_MS = 10 * 60_000
const LONGEST_WAIT_MS = 75 * 60_000
const UNBORN: Truth = { position: NEVER, state: 'none', model: NOTHING, last: null, applied: new Map(), dirty: false }

export class Witness {
  readonly #around: Surroundings
  readonly #truths = new Map<string, Truth>()
  /** What a copy at a position may say; two only after an object was restored. */
  readonly #texts = new Map<string, Set<string>>()
  readonly #touched = new Set<string>()
  /** Objects that were put back to an older state; weaker rules hold. */
  readonly restored = new Set<string>()

  constructor(around: Surroundings) {
    this.#around = around
  }

  truth(id: string): Truth {
    return this.#truths.get(id) ?? UNBORN
  }

  /** What a whole copy of the object at this position may look like, as text. */
  mayBe(id: string, position: Position, text: string): boolean {
    return this.#texts.get(`${id} ${formatPosition(position)}`)?.has(text) ?? false
  }

  restore(id: string, truth: Truth): void {
    this.#truths.set(id, truth)
    this.restored.add(id)
    this.#touched.delete(id)
  }

  observe(host: Host): void {
    const { disk, id } = host
    if (!this.#touched.has(id)) {
      if (disk.run("SELECT 1 FROM sqlite_master WHERE name = 'meta'").length === 0) return
      this.#touched.add(id)
    }
    const fail = (message: string) => this.#around.fail(`${id}: ${message}`)
    const meta = disk.run('SELECT epoch, version, state, updated_at FROM meta')[0]
    const newest = disk.run(
      'SELECT epoch, version, at, name, keys FROM ops ORDER BY epoch DESC, version DESC LIMIT 1',
    )[0]
    const drain = disk.run("SELECT epoch, version FROM dues WHERE name = 'drain'")[0]
    if (!meta) {
      fail('its tables are there without a position')
      return
    }
    const base = positionOf(meta)
    const position = newest && compare(positionOf(newest), base) > 0 ? positionOf(newest) : base
    const state = String(meta.state) as TruthState
    const dirty = !drain || compare(positionOf(drain), position) < 0
    const was = this.truth(id)
    let truth: Truth = { ...was, position, state, dirty }
    if (compare(position, was.position) < 0) fail('its position went backwards')
    if (!same(position, was.position) || state !== was.state) {
      if (state === 'expired' || state === 'erased') truth = this.#ended(id, was, truth, fail)
      else if (state === 'evicted') truth = this.#evicted(id, was, truth, fail)
      else if (newest && same(positionOf(newest), position)) {
        truth = this.#wrote(was, truth, { ...newest, at: Number(newest.at) }, fail)
      } else if (was.state !== 'evicted' || !same(was.position, position))
        truth = this.#minted(id, was, truth, host, fail)
    }
    this.#truths.set(id, truth)
    this.#note(id, truth)
    this.#compareRows(host, truth, fail)
    this.#checkAlarm(host, truth, fail)
  }

  #ended(id: string, was: Truth, is: Truth, fail: (message: string) => void): Truth {
    const { epoch, version } = is.position
    const next =
      was.state === 'none' ? version === 1 : epoch === was.position.epoch && version === was.position.version + 1
    if (!next && !this.restored.has(id)) fail('its tombstone is not the next position')
    if (is.state === 'expired' && was.state === 'erased') fail('what was erased expired')
    this.#around.over(was.applied.keys())
    return { ...is, model: NOTHING, last: null, applied: new Map() }
  }

  #evicted(id: string, was: Truth, is: Truth, fail: (message: string) => void): Truth {
    if (!same(was.position, is.position)) fail('eviction moved its position')
    const held = this.#around.recordPosition(id)
    if (!held || compare(held, is.position) < 0) fail('it was evicted before the record held it')
    return { ...is, last: null }
  }

  #wrote(was: Truth, is: Truth, operation: OperationRow, fail: (message: string) => void): Truth {
    const fresh = was.state === 'none' || was.state === 'expired'
    const { epoch, version } = is.position
    if (was.state === 'erased') fail('something was written after erasure')
    if (was.state === 'evicted') fail('something was written without its rows')
    if (fresh ? version !== 1 || epoch <= was.position.epoch : epoch !== was.position.epoch) fail('wrong epoch')
    if (!fresh && version !== was.position.version + 1) fail('the version was not raised by one')
    const { at } = operation
    const name = String(operation.name)
    const from: Truth = fresh ? { ...was, model: NOTHING, last: null, applied: new Map() } : was
    if (name === 'forget') {
      const next = applyCommand(from.model, { type: 'forget' }, { at, order: 0 }, new Map())
      return { ...is, model: next as ModelState, last: null, applied: from.applied }
    }
    const meant = this.#meantBy(name, operation.keys)
    if (!meant) {
      fail(`nobody meant the operation ${name}`)
      return is
    }
    if (from.applied.has(meant.name)) fail(`${meant.name} took effect twice`)
    if (meant.ifMatch && !same(meant.ifMatch, was.position) && !(fresh && meant.ifMatch.version === 0)) {
      fail(`${meant.name} was accepted although its If-Match is not the present position`)
    }
    const applied = new Map(from.applied).set(meant.name, is.position)
    if (meant.kind === 'undo') {
      if (!from.last || from.last.at + UNDO_MS <= at) fail(`${meant.name} took back what it must not`)
      return { ...is, model: from.last?.before ?? NOTHING, last: null, applied }
    }
    let model = from.model
    let accepted = 0
    for (const [index, { command }] of meant.steps.entries()) {
      const next = applyCommand(model, command, { at, order: version * 1_000 + index }, meant.products)
      if (typeof next !== 'string') {
        model = next
        accepted++
      } else if (meant.atomic) fail(`${meant.name} was accepted, but should be refused: ${next}`)
    }
    if (accepted === 0) fail(`${meant.name} was accepted, but none of its steps should be`)
    return { ...is, model, last: { before: from.model, at }, applied }
  }

  /** A new epoch without a write: only an object that was put back to an older state has a reason. */
  #minted(id: string, was: Truth, is: Truth, host: Host, fail: (message: string) => void): Truth {
    if (!this.restored.has(id)) fail('a new epoch was minted without a cause')
    // An empty one that asked the record took what that held: some state it once had.
    const model = was.state === 'none' ? stateOfRows(rowsOf(host)) : was.model
    if (was.state === 'none' && !this.#everWas(id, textOf(model))) fail('it adopted what it never was')
    return { ...is, last: null, model }
  }

  #everWas(id: string, text: string): boolean {
    return [...this.#texts].some(([name, texts]) => name.startsWith(`${id} `) && texts.has(text))
  }

  #meantBy(name: string, keys: unknown): Meant | undefined {
    if (name !== 'undo') return this.#around.meant.get(name)
    const [entry] = keys ? (JSON.parse(String(keys)) as { key: string }[]) : []
    return this.#around.meant.get(String(entry?.key))
  }

  #note(id: string, { position, state, model }: Truth): void {
    const text = state === 'expired' || state === 'erased' ? state : textOf(model)
    const name = `${id} ${formatPosition(position)}`
    const texts = this.#texts.get(name) ?? new Set()
    this.#texts.set(name, texts.add(text))
  }

  #compareRows(host: Host, truth: Truth, fail: (message: string) => void): void {
    const text = textOfRows(rowsOf(host))
    const expected = textOf(truth.state === 'live' ? truth.model : NOTHING)
    if (text !== expected) fail(`its rows are ${text}, but should be ${expected}`)
    if (truth.state !== 'live' && host.disk.run('SELECT 1 FROM ops LIMIT 1').length > 0)
      fail('operations outlived its rows')
  }

  #checkAlarm(host: Host, { dirty }: Truth, fail: (message: string) => void): void {
    if (host.firing) return
    const { alarm } = host.disk
    const wall = this.#around.wall()
    const slack = this.#around.jumps ? 60 * 60_000 : 0
    if (dirty && alarm === null) fail('it is dirty, but no alarm stands')
    if (dirty && alarm !== null && alarm > wall + LONGEST_WAIT_MS + slack) fail('it is dirty, but its alarm is far off')
    if (this.#around.jumps) return
    for (const { name, at } of host.disk.run('SELECT name, at FROM dues WHERE at > ?', wall)) {
      if (alarm === null || alarm > Number(at)) fail(`its alarm stands after ${name} is due`)
    }
  }
}

interface OperationRow {
  readonly name?: unknown
  readonly keys?: unknown
  readonly at: number
}

/** The rows on an object's disk, by list and key. */
function rowsOf({ disk }: Host): Record<string, Record<string, unknown>> {
  const rows: Record<string, Record<string, unknown>> = {}
  for (const { list, key, value } of disk.run('SELECT list, key, value FROM rows')) {
    const of = rows[String(list)] ?? {}
    rows[String(list)] = of
    of[String(key)] = JSON.parse(String(value))
  }
  return rows
}

function positionOf(row: Record<string, unknown>): Position {
  return { epoch: Number(row.epoch), version: Number(row.version) }
}
