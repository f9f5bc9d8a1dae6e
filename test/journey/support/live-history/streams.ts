/**
 * The positions and lines that sockets and answers over HTTP have brought. Invariants: a socket brings every version after its position
 * once and in order; a version has the same lines wherever it is heard; a new socket shows no older version.
 */
import type { CartBody } from '../../../../src/contract/answers/cart.ts'
import type { CartMessage } from '../../../../src/contract/live/protocol.ts'
import { type Entry, type Line, named, type Position, textOf } from './entries.ts'

/** Events of two pages can be written down in the wrong order when they are closer to each other, in ms. */
const BLUR_MS = 1_000

interface Stream {
  readonly openedAt: number
  readonly client: string | null
  position: Position | null
  etag: string | null
  lines: ReadonlyMap<string, Line> | null
}

export class Streams {
  readonly faults: string[] = []
  readonly #streams = new Map<number, Stream>()
  /** The lines of each version, by the first socket that has brought it. */
  readonly #versions = new Map<string, ReadonlyMap<string, Line>>()
  readonly #heard: { readonly at: number; readonly position: Position }[] = []

  open({ at, socket, client, since }: Entry & { readonly kind: 'opened' }): void {
    const lines = since === null ? null : (this.#versions.get(named(since)) ?? null)
    this.#streams.set(socket, { openedAt: at, client, position: since, etag: null, lines })
  }

  newestBefore(time: number): Position {
    const none = { epoch: 0, version: 0 }
    return this.#heard
      .filter(({ at }) => at < time)
      .reduce<Position>((newest, { position }) => (isAfter(position, newest) ? position : newest), none)
  }

  clientOf(socket: number): string | null {
    return this.#streams.get(socket)?.client ?? null
  }

  linesAt(position: string): readonly Line[] | null {
    const lines = this.#versions.get(position)
    return lines === undefined ? null : [...lines.values()]
  }

  hear({ at, socket, message }: Entry & { readonly kind: 'heard' }): void {
    const stream = this.#streams.get(socket)
    if (stream === undefined) return void this.faults.push(`socket ${socket} was never opened`)
    if (message.t === 'welcome') {
      const before = this.newestBefore(stream.openedAt - BLUR_MS)
      if (isAfter(before, message)) {
        this.faults.push(`socket ${socket} is welcomed at ${named(message)}, but ${named(before)} was heard before`)
      }
    }
    if (message.t === 'reset') {
      stream.etag = message.etag
      this.#arrive(at, stream, message, linesOf(message.cart.items))
    }
    if (message.t === 'change') this.#follow(at, socket, stream, message)
  }

  #follow(at: number, socket: number, stream: Stream, change: CartMessage & { readonly t: 'change' }): void {
    const { position } = stream
    // The answer with the lines of this position may have been written down after the socket was opened.
    const lines = stream.lines ?? (position === null ? null : (this.#versions.get(named(position)) ?? null))
    const { epoch, version, from = version } = change
    // Prices and stock change a cart, and its ETag, within its version.
    const isView = from === version && version === position?.version && change.etag !== stream.etag
    const isNext = from === (position?.version ?? 0) + 1 || isView
    stream.etag = change.etag
    if (position === null || epoch !== position.epoch || !isNext) {
      this.faults.push(
        `socket ${socket}: ${from} to ${version} follows ${position === null ? 'nothing' : named(position)}`,
      )
    }
    if (lines === null) {
      stream.position = { epoch, version }
      return
    }
    const changed = new Map(lines)
    for (const lineId of change.gone) changed.delete(lineId)
    for (const item of change.items) changed.set(item.lineId, lineOf(item))
    const order = change.order ?? [...changed.keys()]
    this.#arrive(at, stream, { epoch, version }, new Map(order.flatMap((id) => pairOf(changed, id))))
  }

  read({ at, position, items }: Entry & { readonly kind: 'read' }): void {
    this.#note(at, position, linesOf(items))
  }

  #arrive(at: number, stream: Stream, { epoch, version }: Position, lines: ReadonlyMap<string, Line>): void {
    stream.position = { epoch, version }
    stream.lines = lines
    this.#note(at, stream.position, lines)
  }

  #note(at: number, position: Position, lines: ReadonlyMap<string, Line>): void {
    const name = named(position)
    const known = this.#versions.get(name)
    if (known === undefined) this.#versions.set(name, lines)
    else if (textOf(known.values()) !== textOf(lines.values())) {
      this.faults.push(`version ${name} is ${textOf(known.values())} and ${textOf(lines.values())}`)
    }
    this.#heard.push({ at, position })
  }
}

function linesOf(items: CartBody['items']): ReadonlyMap<string, Line> {
  return new Map(items.map((item) => [item.lineId, lineOf(item)]))
}

function lineOf({ sku, quantity, selected }: Line): Line {
  return { sku, quantity, selected }
}

function pairOf(lines: ReadonlyMap<string, Line>, id: string): readonly (readonly [string, Line])[] {
  const line = lines.get(id)
  return line === undefined ? [] : [[id, line]]
}

function isAfter(one: Position, other: Position): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.version > other.version)
}
