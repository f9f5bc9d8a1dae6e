/** Ways to break a recorded history. Each stands for a bug of the client or the server that the checks must find. */
import type { CartMessage } from '../../../../src/contract/live/protocol.ts'
import type { Copy, Entry } from './entries.ts'

interface Recorded {
  readonly log: readonly Entry[]
  readonly copies: readonly Copy[]
}

type Break = (recorded: Recorded) => Recorded

type Heard = Entry & { readonly kind: 'heard' }

const isChange = (entry: Entry): entry is Heard => entry.kind === 'heard' && entry.message.t === 'change'
const isAck = (entry: Entry): entry is Heard => entry.kind === 'heard' && entry.message.t === 'ack'
/** A change that brings a next version, not only other prices, and after which the same socket brings another one. */
const isInStream = (entry: Entry, at: number, log: readonly Entry[]): boolean =>
  isChange(entry) &&
  bringsLine(entry) &&
  log.slice(at + 1).some((later) => isChange(later) && later.socket === entry.socket)

/** A change of a line that another socket brings too. */
const isHeardTwice = (entry: Entry, at: number, log: readonly Entry[]): boolean =>
  isInStream(entry, at, log) &&
  log.some(
    (other) => isChange(other) && isChange(entry) && other.socket !== entry.socket && isSameVersion(other, entry),
  )

function isSameVersion({ message: one }: Heard, { message: other }: Heard): boolean {
  return one.t === 'change' && other.t === 'change' && one.version === other.version && one.epoch === other.epoch
}

function bringsLine({ message }: Heard): boolean {
  return message.t === 'change' && message.items.length > 0
}

/** Replaces the one entry in the middle of those for which `is` holds. Throws if there is none. */
function breakOne(
  is: (entry: Entry, at: number, log: readonly Entry[]) => boolean,
  broken: (entry: Entry, log: readonly Entry[], at: number) => readonly Entry[],
): Break {
  return ({ log, copies }) => {
    const places = log.flatMap((entry, at) => (is(entry, at, log) ? [at] : []))
    const at = places[Math.floor(places.length / 2)]
    const entry = log[at ?? -1]
    if (at === undefined || entry === undefined) throw new Error('the history has no such entry')
    return { log: log.toSpliced(at, 1, ...broken(entry, log, at)), copies }
  }
}

function inMessage(change: (message: CartMessage) => CartMessage): (entry: Entry) => readonly Entry[] {
  return (entry) => (entry.kind === 'heard' ? [{ ...entry, message: change(entry.message) }] : [entry])
}

function inCopy(holder: string, change: (copy: Copy) => Copy): Break {
  return ({ log, copies }) => ({ log, copies: copies.map((copy) => (copy.holder === holder ? change(copy) : copy)) })
}

function withoutLastLine(copy: Copy): Copy {
  return { ...copy, lines: copy.lines.slice(0, -1) }
}

export const BROKEN: { readonly [bug: string]: Break } = {
  'a change is not sent to one device': breakOne(isInStream, () => []),
  'a change is sent twice': breakOne(isInStream, (entry) => [entry, entry]),
  'two changes come in the wrong order': breakOne(isInStream, (entry, log, at) => {
    const next = log.slice(at + 1).find((later) => isChange(later) && isChange(entry) && later.socket === entry.socket)
    return next === undefined ? [entry] : [next, entry]
  }),
  'a change has another quantity on one device': breakOne(
    isHeardTwice,
    inMessage((message) =>
      message.t === 'change'
        ? { ...message, items: message.items.map((item) => ({ ...item, quantity: item.quantity + 1 })) }
        : message,
    ),
  ),
  'a welcome after the kill shows an older version': ({ log, copies }) => {
    const at = log.findLastIndex((entry) => entry.kind === 'heard' && entry.message.t === 'welcome')
    const entry = log[at]
    if (entry === undefined) throw new Error('the history has no welcome')
    const [older] = inMessage((message) => (message.t === 'welcome' ? { ...message, version: 1 } : message))(entry)
    return { log: log.toSpliced(at, 1, older ?? entry), copies }
  },
  'an operation is applied twice': breakOne(isAck, (entry) => [entry, entry]),
  'an operation is sent again in another form': breakOne(
    (entry) => entry.kind === 'sent',
    (entry) =>
      entry.kind === 'sent'
        ? [entry, { ...entry, operations: entry.operations.map((form) => ({ ...form, quantity: 7 })) }]
        : [entry],
  ),
  'an operation is never decided': ({ log, copies }) => ({
    log: log.filter(({ kind }) => kind !== 'answered').map((entry) => withoutDecisions(entry)),
    copies,
  }),
  'a number is left out': ({ log, copies }) => ({ log: log.map((entry) => withoutFirstNumber(entry)), copies }),
  'the object lost the last line': inCopy('object', withoutLastLine),
  'L2 lost the last line': inCopy('L2', withoutLastLine),
  'the record lost the last line': inCopy('record', withoutLastLine),
  'L2 stays behind': inCopy('L2', (copy) => ({ ...copy, position: '1-1' })),
  'the record has one unit more': inCopy('record', (copy) => ({
    ...copy,
    lines: copy.lines.map((line) => ({ ...line, quantity: line.quantity + 1 })),
  })),
}

function withoutDecisions(entry: Entry): Entry {
  if (entry.kind !== 'heard') return entry
  const { message } = entry
  if (message.t === 'ack') return { ...entry, message: { ...message, results: [] } }
  return message.t === 'welcome' && message.client
    ? { ...entry, message: { ...message, client: { ...message.client, last: 0 } } }
    : entry
}

function withoutFirstNumber(entry: Entry): Entry {
  if (entry.kind === 'sent') return { ...entry, operations: entry.operations.filter(({ seq }) => seq !== 1) }
  if (entry.kind === 'answered') return { ...entry, results: entry.results.filter(({ seq }) => seq !== 1) }
  if (entry.kind !== 'heard' || entry.message.t !== 'ack') return entry
  const results = entry.message.results.filter(({ seq }) => seq !== 1)
  return { ...entry, message: { ...entry.message, results } }
}
