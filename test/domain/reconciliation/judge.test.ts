/**
 * The verdicts of a reconciliation on the copies of one aggregate. Invariants: a copy is repaired only from a copy that is
 * ahead of it; copies that agree, or that may still be on their way, are not repaired.
 */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Held, OwnStand } from '../../../src/domain/copy.ts'
import { compare, type Position } from '../../../src/domain/position.ts'
import { type Copies, GRACE_MS, judge, judgeTiers, type Verdict } from '../../../src/domain/reconciliation/judge.ts'

const NOW = Date.UTC(2026, 10, 29)
const DAY = 24 * 3600_000
const OLD = NOW - 2 * DAY

const at = (epoch: number, version: number, more: Partial<Held> = {}): Held => {
  return { epoch, version, updatedAt: OLD, state: 'live', ...more }
}
const own = (epoch: number, version: number, more: Partial<OwnStand> = {}): OwnStand => {
  return { epoch, version, updatedAt: OLD, state: 'live', isDirty: false, ...more }
}

const verdict = (copies: Copies, kind: 'cart' | 'order' = 'cart', id = 'usr_1') => {
  const found = judge(kind, id, copies, NOW)
  return found === null || found === 'in_flight' ? found : `${found.kind} → ${found.action}`
}

describe('an aggregate with an object', () => {
  it.each<[name: string, copies: Copies, expected: string | null]>([
    ['agrees everywhere', { object: own(5, 2), l2: at(5, 2), record: at(5, 2) }, null],
    ['agrees, without an L2', { object: own(5, 2), l2: 'off', record: at(5, 2) }, null],
    ['is evicted and agrees', { object: own(5, 2, { state: 'evicted' }), l2: at(5, 2), record: at(5, 2) }, null],
    ['is missing in the record', { object: own(5, 2), l2: at(5, 2), record: null }, 'record_missing → resend'],
    ['is older in the record', { object: own(5, 2), l2: at(5, 2), record: at(5, 1) }, 'record_behind → resend'],
    [
      'is unconfirmed for long',
      { object: own(5, 2, { isDirty: true }), l2: null, record: at(5, 1) },
      'record_behind → drain',
    ],
    [
      'has just been written',
      { object: own(5, 2, { isDirty: true, updatedAt: NOW - GRACE_MS + 1 }), l2: null, record: at(5, 1) },
      'in_flight',
    ],
    [
      'was put back to an older state than the record',
      { object: own(5, 1), l2: at(5, 2), record: at(5, 2) },
      'object_behind → confirm',
    ],
    [
      'was put back to an older state than L2, and so was the record',
      { object: own(5, 1), l2: at(5, 2), record: at(5, 1) },
      'object_behind → confirm',
    ],
    [
      'was put back and has written another history of the same position',
      { object: own(5, 2, { updatedAt: OLD + 1 }), l2: at(5, 2), record: at(5, 2) },
      'object_behind → confirm',
    ],
    [
      'has another history in L2 only',
      { object: own(5, 2), l2: at(5, 2, { updatedAt: OLD + 1 }), record: at(5, 2) },
      'forked → put_l2',
    ],
    [
      'was evicted and then put back',
      { object: own(5, 1, { state: 'evicted' }), l2: at(5, 2), record: at(5, 2) },
      'object_behind → none',
    ],
    [
      'is evicted, and only L2 has its rows',
      { object: own(5, 2, { state: 'evicted' }), l2: at(5, 2), record: null },
      'record_missing → resend',
    ],
    [
      'is evicted, and L2 has older rows',
      { object: own(5, 2, { state: 'evicted' }), l2: at(5, 1), record: at(5, 1) },
      'rows_lost → none',
    ],
    [
      'is evicted, and its hash in L2 is broken',
      { object: own(5, 2, { state: 'evicted' }), l2: 'unreadable', record: null },
      'rows_lost → none',
    ],
    [
      'was erased, and the record still has it',
      { object: own(5, 3, { state: 'erased' }), l2: at(5, 2), record: at(5, 2) },
      'record_behind → resend',
    ],
    [
      'lives, although the record says that it was erased',
      { object: own(5, 2), l2: at(5, 2), record: at(6, 1, { state: 'erased' }) },
      'object_behind → confirm',
    ],
    [
      'ended so long ago that the record has deleted its tombstone',
      { object: own(5, 3, { state: 'erased', updatedAt: NOW - 91 * DAY }), l2: null, record: null },
      null,
    ],
  ])('an aggregate that %s', (_, copies, expected) => {
    expect(verdict(copies)).toBe(expected)
  })
})

describe('an aggregate without an object', () => {
  it.each<[name: string, copies: Copies, expected: string | null]>([
    ['nothing anywhere', { object: null, l2: null, record: null }, null],
    ['only a row in the record', { object: null, l2: 'off', record: at(5, 2) }, 'object_missing → wake'],
    [
      'only an erasure in the record',
      { object: null, l2: 'off', record: at(5, 2, { state: 'erased' }) },
      'object_missing → wake',
    ],
    ['only an expiry in the record', { object: null, l2: 'off', record: at(5, 2, { state: 'expired' }) }, null],
    ['only a copy in L2', { object: null, l2: at(5, 2), record: null }, 'l2_orphan → none'],
    [
      'a newer copy in L2 than in the record',
      { object: null, l2: at(5, 3), record: at(5, 2) },
      'record_behind → put_record',
    ],
    ['only a tombstone in L2', { object: null, l2: at(5, 2, { state: 'erased' }), record: null }, null],
    [
      'a tombstone in L2 and an older row in the record',
      { object: null, l2: at(5, 3, { state: 'erased' }), record: at(5, 2) },
      'object_missing → wake',
    ],
  ])('an aggregate that has %s', (_, copies, expected) => {
    expect(verdict(copies)).toBe(expected)
  })
})

describe('the tiers without their object', () => {
  const tiers = (l2: Copies['l2'], record: Held | null, id = 'usr_1') => {
    const found = judgeTiers('cart', id, { l2, record }, NOW)
    return typeof found === 'object' && found ? `${found.kind} → ${found.action}` : found
  }

  it('L2 is written from the record where it lacks a copy, has an older one, or a broken one', () => {
    expect(tiers(null, at(5, 2))).toBe('l2_missing → put_l2')
    expect(tiers(at(5, 1), at(5, 2))).toBe('l2_behind → put_l2')
    expect(tiers('unreadable', at(5, 2))).toBe('l2_unreadable → put_l2')
    expect(tiers(at(5, 1), at(5, 2, { state: 'erased' }))).toBe('l2_behind → put_l2')
  })

  it('L2 is not written where it agrees, is off, may have evicted a cold copy, or where the write is young', () => {
    expect(tiers(at(5, 2), at(5, 2))).toBeNull()
    expect(tiers('off', at(5, 2))).toBeNull()
    expect(tiers(null, at(5, 2, { state: 'expired' }))).toBeNull()
    expect(tiers(null, at(5, 2, { updatedAt: NOW - 7 * DAY }))).toBeNull()
    expect(tiers(null, at(5, 2, { updatedAt: NOW - GRACE_MS + 1 }))).toBeNull()
  })

  it('the object is asked where L2 is ahead of the record or has another history of the same position', () => {
    expect(tiers(at(5, 3), at(5, 2))).toBe('ask')
    expect(tiers(at(5, 2, { updatedAt: OLD + 1 }), at(5, 2))).toBe('ask')
    expect(tiers(at(5, 3), null)).toBe('ask')
  })

  it('a guest’s cart that should have expired is asked, unless it has an open duty', () => {
    const old = at(5, 2, { updatedAt: NOW - 43 * DAY })
    expect(tiers('off', old, 'gst_1')).toBe('ask')
    expect(tiers('off', old, 'usr_1')).toBeNull()
    expect(tiers('off', at(5, 2, { updatedAt: NOW - 41 * DAY }), 'gst_1')).toBeNull()
    const settling = { ...old, settling: true }
    expect(judgeTiers('cart', 'gst_1', { l2: 'off', record: settling }, NOW)).toBeNull()
    const object = own(5, 2, { updatedAt: old.updatedAt })
    expect(verdict({ object, l2: 'off', record: old }, 'cart', 'gst_1')).toBe('end_overdue → tend')
    expect(verdict({ object, l2: 'off', record: settling }, 'cart', 'gst_1')).toBeNull()
  })
})

const stand = fc.record({
  epoch: fc.integer({ min: 1, max: 2 }),
  version: fc.integer({ min: 1, max: 3 }),
  updatedAt: fc.constantFrom(OLD, OLD + 1),
})
const held = fc.tuple(stand, fc.constantFrom('live' as const, 'expired' as const, 'erased' as const))
const copiesArbitrary: fc.Arbitrary<Copies> = fc
  .tuple(
    fc.option(fc.tuple(stand, fc.constantFrom('live', 'evicted', 'expired', 'erased'), fc.boolean())),
    fc.oneof(fc.option(held), fc.constant('off' as const), fc.constant('unreadable' as const)),
    fc.option(held),
  )
  .map(([object, l2, record]) => ({
    object: object && { ...object[0], state: object[1] as OwnStand['state'], isDirty: object[2] },
    l2: l2 === null || typeof l2 === 'string' ? l2 : { ...l2[0], state: l2[1] },
    record: record && { ...record[0], state: record[1] },
  }))

test('no verdict lets an older copy win over a newer one', () => {
  const isAtLeast = (a: Position | null, b: Position | null) => b === null || (a !== null && compare(a, b) >= 0)
  fc.assert(
    fc.property(copiesArbitrary, ({ object, l2, record }) => {
      const found = judge('order', 'ord_1', { object, l2, record }, NOW)
      const inL2 = typeof l2 === 'string' ? null : l2
      for (const each of [found, judgeTiers('order', 'ord_1', { l2, record }, NOW)]) {
        if (each === null || typeof each === 'string') continue
        const means = (each as Verdict).action
        if (means === 'put_l2') expect(isAtLeast(record, inL2)).toBe(true)
        if (means === 'put_record') expect(object === null && inL2 !== null && isAtLeast(inL2, record)).toBe(true)
        if (means === 'resend' || means === 'drain') expect(isAtLeast(object, record)).toBe(true)
        if (means === 'confirm')
          expect(isAtLeast(object, record) && isAtLeast(object, inL2)).toBe(
            object !== null && [record, inL2].every((copy) => copy === null || compare(copy, object) <= 0),
          )
      }
    }),
  )
})

test('copies of which one differs from the object are never taken for equal', () => {
  fc.assert(
    fc.property(copiesArbitrary, ({ object, record }) => {
      if (!object || !record) return
      const isEqual = compare(object, record) === 0 && object.updatedAt === record.updatedAt
      expect(judge('order', 'ord_1', { object, l2: 'off', record }, NOW) === null).toBe(isEqual)
    }),
  )
})
