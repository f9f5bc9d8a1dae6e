/**
 * The live cart of one tab. It shows the stored cart, stores the shopper's operations, and sends them if this tab
 * leads.
 * Invariant: a promise of an operation resolves once the operation is durable; from then on it is applied exactly once.
 */
import { PannierError } from '../problem.ts'
import { decideLost } from './lost.ts'
import type { Message, Ports, Status } from './ports.ts'
import { append, EMPTY, isSameLine, type NewOperation, newId, type Refusal, type Target } from './queue.ts'
import { POLL_MS, senderOver } from './sender.ts'
import { adopt, readStored, type Stored, update } from './store.ts'
import type { LiveCartValue, RemovedLiveLine } from './value.ts'
import { cartValue, decideOn, overlay } from './view.ts'

export interface AddOptions {
  readonly attributes?: { readonly [name: string]: string }
  /** Shown until the server has added the line. */
  readonly title?: string
  readonly image?: string
}

export interface LiveCart {
  /** The same object until something changes. */
  readonly value: LiveCartValue
  /** Calls the listener after each change. @returns a function that removes the listener */
  subscribe(listener: () => void): () => void
  add(sku: string, quantity?: number, options?: AddOptions): Promise<void>
  /** @param line the `key` of a line, its `lineId`, or the SKU if the list has one line of it */
  set(line: string, quantity: number): Promise<void>
  select(line: string, selected: boolean): Promise<void>
  remove(line: string): Promise<void>
  restore(line: string): Promise<void>
  /** Moves the line to the saved list. */
  save(line: string): Promise<void>
  /** Moves a saved line back into the cart. */
  move(line: string): Promise<void>
  /** With the status `refused`: sends `offered` again. Ask the shopper first, because some may be applied already. */
  retryAll(): Promise<void>
  /** With the status `refused`: deletes `offered`. */
  discard(): Promise<void>
  /** Removes a refusal from its line. */
  dismiss(refusal: Refusal): Promise<void>
  /** Sends waiting operations and reads the server's cart at once. */
  refresh(): void
  close(): void
}

/** Events of the page and the browser. */
export interface Surroundings {
  /** Listens until the signal aborts. */
  listen(events: { wake(): void; session(): void }, signal: AbortSignal): void
  isVisible(): boolean
}

type Change = Pick<NewOperation, 'type' | 'quantity' | 'selected' | 'title' | 'image'>

/** Resolves when the stored cart has been read. */
export async function openLiveCart(ports: Ports, surroundings: Surroundings): Promise<LiveCart> {
  const { storage, channel, clock, locks, transport } = ports
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  const { signal } = closing
  let stored: Stored = { owner: '', queue: EMPTY, confirmed: null }
  let shown: { status: Status; problem: string | null } = { status: 'offline', problem: null }
  let value = cartValue(null, stored.queue, shown)
  let isLeader = false

  const show = () => {
    value = cartValue(stored.confirmed, stored.queue, shown)
    for (const listener of listeners) listener()
  }
  const load = async () => {
    stored = await readStored(storage)
    if (!signal.aborted) show()
  }
  const changed = () => {
    channel.post({ type: 'changed' })
    return load()
  }
  const setStatus = (status: Status, problem: string | null) => {
    if (status === shown.status && problem === shown.problem) return
    shown = { status, problem }
    show()
  }
  const sender = senderOver(ports, {
    changed: () => void changed(),
    status(status, problem) {
      channel.post({ type: 'status', status, problem })
      setStatus(status, problem)
    },
  })
  const wake = (now: boolean) => (isLeader ? sender.wake(now) : channel.post({ type: 'wake', now }))
  const changeQueue = async (change: (stored: Stored) => Stored['queue']) => {
    stored = await update(storage, (before) => ({ queue: change(before) }))
    show()
    channel.post({ type: 'changed' })
    wake(false)
  }
  const enqueue = (targetOf: (stored: Stored) => Target, change: Change) =>
    changeQueue((before) => {
      const { queue, confirmed } = before
      const target = targetOf(before)
      const operation = { ...change, target, at: clock.now() }
      const { lists } = overlay(confirmed, queue.operations)
      const decision = decideOn(lists, { ...operation, place: queue.nextPlace })
      const makesLine = change.type === 'add' && !value.lines.some((line) => isSameLine(line, target))
      return append(queue, { ...operation, makesLine }, decision.ok, newId())
    })
  const onLine = (line: string, change: Change) =>
    enqueue((before) => {
      const known = before.confirmed?.cart
      const { lines, saved, removed } = cartValue(before.confirmed, before.queue, shown)
      const list: readonly RemovedLiveLine[] =
        change.type === 'restore' ? removed : change.type === 'move' ? saved : lines
      const ofSku = list.filter(({ sku }) => sku === line)
      const found =
        list.find(({ key, lineId }) => key === line || lineId === line) ?? (ofSku.length === 1 ? ofSku[0] : null)
      if (!found) throw new PannierError('line_not_found', `The cart does not contain the line ${line}.`)
      const { lineId, sku, attributes } = found
      const all = known ? [...known.items, ...known.saved, ...known.removed] : []
      return { lineId, sku, attributes, isLocal: !all.some((each) => each.lineId === lineId) }
    }, change)

  channel.listen((message: Message) => {
    if (message.type === 'changed') void load()
    else if (message.type === 'status') setStatus(message.status, message.problem)
    else if (isLeader) {
      // A tab that asks for the status does not have one to answer with.
      channel.post({ type: 'status', ...shown })
      sender.wake(message.now)
    }
  }, signal)
  locks.hold(async (ending) => {
    isLeader = true
    await sender.run(ending)
    isLeader = false
  }, signal)
  surroundings.listen(
    {
      wake() {
        // Another tab may have changed the cart while this page was away.
        void load()
        wake(true)
      },
      session: async () => {
        if (await adopt(storage, await transport.heldUser())) await changed()
        wake(true)
      },
    },
    signal,
  )
  const look = () => {
    if (signal.aborted) return
    if (surroundings.isVisible()) {
      if (isLeader) sender.look()
      else channel.post({ type: 'wake', now: false })
    }
    clock.after(POLL_MS, look)
  }
  clock.after(POLL_MS, look)
  await load()
  channel.post({ type: 'wake', now: false })

  return {
    get value() {
      return value
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async add(sku, quantity = 1, { attributes = {}, title, image } = {}) {
      whole(quantity, 1)
      const target = { lineId: '', sku, attributes, isLocal: true }
      await enqueue(() => target, { type: 'add', quantity, title, image })
    },
    set: async (line, quantity) => onLine(line, { type: 'set', quantity: whole(quantity, 0) }),
    select: (line, selected) => onLine(line, { type: 'select', selected }),
    remove: (line) => onLine(line, { type: 'remove' }),
    restore: (line) => onLine(line, { type: 'restore' }),
    save: (line) => onLine(line, { type: 'save' }),
    move: (line) => onLine(line, { type: 'move' }),
    retryAll: () => changeQueue(({ queue }) => decideLost(queue, newId())),
    discard: () => changeQueue(({ queue }) => decideLost(queue, null)),
    dismiss: (refusal) =>
      changeQueue(({ queue }) => ({
        ...queue,
        refusals: queue.refusals.filter((each) => each.at !== refusal.at || !isSameLine(each, refusal)),
      })),
    refresh: () => wake(true),
    close() {
      closing.abort()
      listeners.clear()
    },
  }
}

function whole(quantity: number, least: number): number {
  if (Number.isSafeInteger(quantity) && quantity >= least) return quantity
  throw new RangeError(`The quantity must be an integer of at least ${least}.`)
}
