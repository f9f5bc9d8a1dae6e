/**
 * The address book of an account. Pure. Invariant: it has at most `MAX_BOOK` addresses, no address twice, and exactly one
 * default unless it is empty.
 */
import type { Address } from '../address/address.ts'
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { AccountDecision } from './decision.ts'

export const BOOK = 'book'
export const MAX_BOOK = 50

type BookRow = {
  readonly address: Address
  readonly isDefault: boolean
  /** Rises with every change of this entry. */
  readonly version: number
}

export type BookEntry = BookRow & { readonly id: string }

/** `isDefault` makes the entry the default; without it the default stays where it is. */
interface Entry {
  readonly id: string
  readonly address: Address
  readonly isDefault: boolean
}

export type BookCommand =
  | ({ readonly type: 'add_address' } & Entry)
  | ({ readonly type: 'edit_address'; readonly ifVersion: number | null } & Entry)
  | { readonly type: 'remove_address'; readonly id: string; readonly ifVersion: number | null }

/** The default first, then the newest. */
export function bookOf(rows: RowsView): readonly BookEntry[] {
  // The cast: only the commands below write these rows.
  const all = [...(rows.entries(BOOK) as Iterable<readonly [string, BookRow]>)].map(([id, row]) => ({ id, ...row }))
  return all.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.id < b.id ? 1 : -1))
}

/** The entry with the same address, so that saving an address again adds nothing. */
export function sameIn(book: readonly BookEntry[], address: Address): BookEntry | undefined {
  const text = textOf(address)
  return book.find((entry) => textOf(entry.address) === text)
}

export function decideBook(rows: RowsView, command: BookCommand): AccountDecision {
  const book = bookOf(rows)
  if (command.type === 'add_address') return add(book, command)
  const before = book.find(({ id }) => id === command.id)
  if (!before) return refuse({ code: 'unknown_address', detail: 'The address book does not have this address.' })
  if (command.ifVersion !== null && command.ifVersion !== before.version) {
    return refuse({ code: 'address_changed', detail: 'The address has changed since it was read.' })
  }
  const others = book.filter((entry) => entry !== before)
  if (command.type === 'remove_address') {
    const [next] = before.isDefault ? others : []
    return accept([{ list: BOOK, key: before.id, value: null }, ...(next ? [row({ ...next, isDefault: true })] : [])])
  }
  const same = sameIn(others, command.address)
  if (same) return refuse({ code: 'address_exists', detail: 'The address book has this address already.' })
  return accept(withDefault(others, { ...before, ...pick(command, before.isDefault) }))
}

function add(book: readonly BookEntry[], command: Entry): AccountDecision {
  const same = sameIn(book, command.address)
  if (same) {
    const isMoved = command.isDefault && !same.isDefault
    return accept(
      isMoved
        ? withDefault(
            book.filter((entry) => entry !== same),
            { ...same, isDefault: true },
          )
        : [],
    )
  }
  if (book.length >= MAX_BOOK) {
    return refuse({ code: 'address_limit', detail: `An address book has at most ${MAX_BOOK} addresses.` })
  }
  return accept(withDefault(book, { id: command.id, version: 0, ...pick(command, book.length === 0) }))
}

function pick({ address, isDefault }: Entry, isAlready: boolean) {
  return { address, isDefault: isDefault || isAlready }
}

/** Writes the entry; if it is the default, no other one is. */
function withDefault(others: readonly BookEntry[], entry: BookEntry): Change[] {
  const former = entry.isDefault ? others.filter(({ isDefault }) => isDefault) : []
  return [...former.map((other) => row({ ...other, isDefault: false })), row(entry)]
}

function row({ id, version, ...entry }: BookEntry): Change {
  return { list: BOOK, key: id, value: { ...entry, version: version + 1 } }
}

/** Two addresses with the same fields have the same text, regardless of the order of the fields. */
function textOf(address: Address): string {
  return JSON.stringify(Object.entries(address).sort(([a], [b]) => (a < b ? -1 : 1)))
}
