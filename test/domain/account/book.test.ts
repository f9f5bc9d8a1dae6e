// The address book. Invariant: at most 50 addresses, none twice, and exactly one default unless it is empty.
import { expect, test } from 'vitest'
import { type BookCommand, bookOf, MAX_BOOK } from '../../../src/domain/account/book.ts'
import { type AccountCommand, decide } from '../../../src/domain/account/decide.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

function account() {
  const rows = new RowSet()
  const does = (command: AccountCommand): string | null => {
    const decision = decide(rows, command, { now: 0, newId: () => 'evt_1' })
    if (!decision.ok) return decision.refusal.code
    rows.apply(decision.value)
    return null
  }
  does({ type: 'reserve', claim: 'c', ticket: 't' })
  const password = { salt: 's', hash: 'h', cost: PRESENT_COST }
  does({ type: 'create', claim: 'c', email: 'lin@example.com', name: null, role: 'customer', password })
  const shown = () => bookOf(rows).map(({ id, isDefault, version }) => `${id}${isDefault ? '*' : ''} ${version}`)
  return { rows, does, shown }
}

const at = (line1: string) => ({ name: 'Lin', line1, country: 'CN' })
const add = (id: string, isDefault = false, line1 = id): BookCommand => {
  return { type: 'add_address', id, address: at(line1), isDefault }
}

test('the first address is the default, and an address that is chosen later takes its place', () => {
  const { does, shown } = account()
  does(add('a'))
  does(add('b'))
  expect(shown()).toEqual(['a* 1', 'b 1'])
  does(add('c', true))
  expect(shown()).toEqual(['c* 1', 'b 1', 'a 2'])
  does({ type: 'edit_address', id: 'b', address: at('b'), isDefault: true, ifVersion: 1 })
  expect(shown()).toEqual(['b* 2', 'c 2', 'a 2'])
})

test('an address that is saved again adds nothing, regardless of the order of its fields', () => {
  const { does, shown } = account()
  does(add('a'))
  does(add('b'))
  does({ type: 'add_address', id: 'c', address: { country: 'CN', line1: 'b', name: 'Lin' }, isDefault: false })
  expect(shown()).toEqual(['a* 1', 'b 1'])
  does(add('d', true, 'b'))
  expect(shown()).toEqual(['b* 2', 'a 2'])
  expect(does({ type: 'edit_address', id: 'a', address: at('b'), isDefault: false, ifVersion: null })).toBe(
    'address_exists',
  )
})

test('the newest address becomes the default when the default is removed', () => {
  const { does, shown } = account()
  for (const id of ['a', 'b', 'c']) does(add(id))
  expect(does({ type: 'remove_address', id: 'a', ifVersion: 9 })).toBe('address_changed')
  expect(does({ type: 'remove_address', id: 'a', ifVersion: 1 })).toBeNull()
  expect(shown()).toEqual(['c* 2', 'b 1'])
  expect(does({ type: 'remove_address', id: 'a', ifVersion: null })).toBe('unknown_address')
})

test('the book refuses one address more than its limit, and an erasure empties it', () => {
  const { rows, does } = account()
  for (let count = 0; count < MAX_BOOK; count++) expect(does(add(`a${count}`))).toBeNull()
  expect(does(add('more'))).toBe('address_limit')
  expect(bookOf(rows).filter(({ isDefault }) => isDefault)).toHaveLength(1)
  does({ type: 'begin_erasure' })
  expect(bookOf(rows)).toEqual([])
})
