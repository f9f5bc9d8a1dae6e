// The consistency check of the load tests. Invariants: it finds a lost, a doubled and an oversold write in each
// place, and it passes a design that keeps everything.
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../bench/driver.ts'
import { type Copies, type Place, type Violation, violationsOf } from '../../../bench/load/consistency.ts'
import { Journal, type Operation } from '../../../bench/load/journal.ts'
import { addOf, checkoutOf } from '../../../bench/load/operations.ts'
import { lostWrites } from '../../../bench/load/settle.ts'

const GUEST = { id: 'gst_1', token: 'token' }
const OTHER = { id: 'gst_2', token: 'token' }
const STOCK = { onHand: { tea: 10, pot: 10 }, heldBefore: {} }

function answer(status: number, body: object, head = 'HTTP/1.1 200 OK'): Answer {
  return { status, head, body: JSON.stringify(body) }
}

function added(journal: Journal, sku: string, version: number): Operation {
  const operation = addOf(GUEST, sku)
  journal.note(operation, answer(200, { version }))
  return operation
}

function ordered(journal: Journal, id: string, sku: string, quantity: number): void {
  journal.note(checkoutOf(GUEST), answer(201, { id, lines: [{ sku, quantity }] }))
}

/** Three adds of two products. */
function threeAdds(): Journal {
  const journal = new Journal()
  added(journal, 'tea', 1)
  added(journal, 'tea', 2)
  added(journal, 'pot', 3)
  return journal
}

function copiesOf(holding: { version: number; units: Record<string, number> }): Copies {
  const carts = new Map([[GUEST.id, holding]])
  return {
    carts: { object: carts, L2: carts, record: carts },
    orders: { object: new Map(), record: new Map() },
    held: { object: {}, record: {} },
  }
}

const WHOLE = { version: 3, units: { tea: 2, pot: 1 } }

function kindsOf(violations: readonly Violation[]): readonly string[] {
  return [...new Set(violations.map(({ kind, place }) => `${kind} in ${place}`))]
}

describe('carts', () => {
  it('the check finds nothing when every copy has every write once', () => {
    expect(violationsOf(threeAdds(), copiesOf(WHOLE), STOCK)).toEqual([])
  })

  it.each<Place>(['object', 'L2', 'record'])('the check finds a write that %s lost', (place) => {
    const copies = copiesOf(WHOLE)
    const lost = new Map([[GUEST.id, { version: 2, units: { tea: 2 } }]])
    const violations = violationsOf(threeAdds(), { ...copies, carts: { ...copies.carts, [place]: lost } }, STOCK)
    expect(kindsOf(violations)).toEqual([`lost in ${place}`])
    expect(lostWrites(violations, place)).toBe(1)
  })

  it.each<Place>(['object', 'L2', 'record'])('the check finds a write that %s has twice', (place) => {
    const copies = copiesOf(WHOLE)
    const doubled = new Map([[GUEST.id, { version: 4, units: { tea: 3, pot: 1 } }]])
    const violations = violationsOf(threeAdds(), { ...copies, carts: { ...copies.carts, [place]: doubled } }, STOCK)
    expect(kindsOf(violations)).toEqual([`doubled in ${place}`])
  })

  it('the check finds a whole cart that a place does not have', () => {
    const copies = copiesOf(WHOLE)
    const violations = violationsOf(threeAdds(), { ...copies, carts: { ...copies.carts, record: new Map() } }, STOCK)
    expect(kindsOf(violations)).toEqual(['lost in record'])
    expect(lostWrites(violations, 'record')).toBe(3)
  })

  it('the check finds a lost and a doubled write with an equal sum, by the version answered twice', () => {
    const journal = new Journal()
    added(journal, 'tea', 1)
    added(journal, 'tea', 1)
    expect(kindsOf(violationsOf(journal, copiesOf({ version: 2, units: { tea: 2 } }), STOCK))).toEqual([
      'lost in object',
    ])
  })

  it('a write with an unknown outcome may be there or not, until it was answered under the same key', () => {
    const journal = threeAdds()
    const unknown = addOf(GUEST, 'tea')
    journal.note(unknown, 'unanswered')
    const applied = copiesOf({ version: 4, units: { tea: 3, pot: 1 } })
    expect(violationsOf(journal, copiesOf(WHOLE), STOCK)).toEqual([])
    expect(violationsOf(journal, applied, STOCK)).toEqual([])
    journal.note(unknown, answer(200, { version: 4 }, 'HTTP/1.1 200 OK\r\nIdempotency-Replayed: true'))
    expect(journal.unknown).toEqual([])
    expect(violationsOf(journal, applied, STOCK)).toEqual([])
    expect(kindsOf(violationsOf(journal, copiesOf(WHOLE), STOCK))).toHaveLength(3)
  })

  it('a refused write and one that was never sent are not expected in any copy', () => {
    const journal = threeAdds()
    journal.note(addOf(GUEST, 'tea'), answer(409, { code: 'line_limit' }))
    journal.note(addOf(OTHER, 'tea'), 'unsent')
    expect(violationsOf(journal, copiesOf(WHOLE), STOCK)).toEqual([])
  })
})

describe('orders and units', () => {
  const emptied = { version: 5, units: { pot: 1 } }
  const order = { owner: GUEST.id, status: 'pending_payment', units: { tea: 2 } }

  function sale(changes: { record?: [string, typeof order][]; held?: Record<string, number> } = {}): Copies {
    const { record = [['ord_1', order]], held = { tea: 2 } } = changes
    return {
      ...copiesOf(emptied),
      orders: { object: new Map([['ord_1', order]]), record: new Map(record) },
      held: { object: held, record: held },
    }
  }

  function sold(): Journal {
    const journal = threeAdds()
    ordered(journal, 'ord_1', 'tea', 2)
    return journal
  }

  it('the check finds nothing when an order is in each place once, out of the cart, and holds its units', () => {
    expect(violationsOf(sold(), sale(), STOCK)).toEqual([])
  })

  it('the check finds an order that the record lost', () => {
    expect(kindsOf(violationsOf(sold(), sale({ record: [] }), STOCK))).toEqual(['lost in record'])
  })

  it('the check finds a second order of one checkout', () => {
    const record: [string, typeof order][] = [
      ['ord_1', order],
      ['ord_2', order],
    ]
    expect(kindsOf(violationsOf(sold(), sale({ record }), STOCK))).toEqual(['doubled in record'])
  })

  it('the check finds lines that are in the order and still in the cart', () => {
    const copies = { ...sale(), carts: copiesOf({ version: 5, units: { tea: 2, pot: 1 } }).carts }
    expect(kindsOf(violationsOf(sold(), copies, STOCK))).toEqual([
      'doubled in object',
      'doubled in L2',
      'doubled in record',
    ])
  })

  it('the check finds units that are held twice, or not at all', () => {
    expect(kindsOf(violationsOf(sold(), sale({ held: { tea: 4 } }), STOCK))).toContain('doubled in object')
    expect(kindsOf(violationsOf(sold(), sale({ held: {} }), STOCK))).toContain('lost in object')
  })

  it('the check finds more orders than there were units, also when the stock shows no excess', () => {
    const stock = { onHand: { tea: 1, pot: 10 }, heldBefore: {} }
    expect(kindsOf(violationsOf(sold(), sale({ held: { tea: 1 } }), stock))).toContain('oversold in object')
  })

  it('the check counts units that earlier runs hold', () => {
    const stock = { onHand: { tea: 10, pot: 10 }, heldBefore: { tea: 9 } }
    expect(kindsOf(violationsOf(sold(), sale({ held: { tea: 11 } }), stock))).toContain('oversold in record')
  })
})
