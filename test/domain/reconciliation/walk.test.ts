/**
 * The walk of a reconciliation over tiers in memory. Invariants: every aggregate is compared, few objects are asked, a
 * portion makes a bounded number of calls, and what differs is repaired or named.
 */
import { describe, expect, it } from 'vitest'
import { KINDS, type Kind } from '../../../src/domain/copy.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { DISCREPANCIES } from '../../../src/domain/reconciliation/judge.ts'
import { isInTurn, type Pass, TURNS } from '../../../src/worker/reconciliation/pass.ts'
import { reconciliation } from '../../../src/worker/reconciliation/reconciliation.ts'
import { copyAt, PaperTiers } from './paper-tiers.ts'

const ids = (count: number, prefix = 'usr') =>
  Array.from({ length: count }, (_, n) => `${prefix}_${String(n).padStart(6, '0')}`)

function tiersOf(count: number, kind: Kind = 'cart'): PaperTiers {
  const tiers = new PaperTiers()
  for (const id of ids(count)) tiers.add(copyAt(kind, id, 3))
  return tiers
}

const summary = ({ findings }: Pass) =>
  findings.map(({ kind, subject, action, repaired }) => `${subject} ${kind} ${action} ${repaired ?? ''}`.trim()).sort()

describe('a pass over copies that agree', () => {
  it.each([0, 1, 199, 200, 201, 1_000])('the pass compares all of %i carts and finds nothing', async (count) => {
    const tiers = tiersOf(count)
    const pass = await tiers.pass()
    expect(pass.findings).toEqual([])
    expect(pass.checked).toMatchObject({ cart: count, l2: count })
    expect(tiers.pauses).toEqual([])
  })

  it('the pass asks a thirtieth of the objects, and each object once in thirty passes', async () => {
    const tiers = tiersOf(3_000)
    let before: Pass | null = null
    for (let passes = 0; passes < TURNS; passes++) {
      const asked = tiers.asked.length
      before = await tiers.pass(10_000, before)
      expect(tiers.asked.length - asked).toBeGreaterThan(50)
      expect(tiers.asked.length - asked).toBeLessThan(150)
    }
    expect(tiers.asked).toHaveLength(3_000)
    expect(new Set(tiers.asked).size).toBe(3_000)
  })

  it('the pass reads the tiers by pages: a million aggregates cost about 10,000 reads besides the asked objects', async () => {
    const tiers = tiersOf(20_000)
    let calls = 0
    const ports = tiers.ports()
    await tiers.pass(1_000_000, null, ports)
    calls = tiers.calls
    const asked = tiers.asked.length
    expect(asked).toBeLessThan(20_000 / 25)
    // A page of 200 carts is one read of each tier; the objects of a page that are asked cost four more.
    expect(calls - asked).toBeLessThan((20_000 / 200) * 7)
  })
})

describe('a pass over copies that differ', () => {
  it('the pass repairs each kind of difference, and names what only an operator can decide', async () => {
    const tiers = tiersOf(300)
    const name = (id: string) => `cart:${id}`
    tiers.l2.delete('usr_000001')
    tiers.l2.set('usr_000002', copyAt('cart', 'usr_000002', 2))
    tiers.record.delete(name('usr_000003'))
    tiers.record.set(name('usr_000004'), copyAt('cart', 'usr_000004', 1))
    tiers.objects.set(name('usr_000005'), copyAt('cart', 'usr_000005', 1))
    tiers.l2.set('usr_000006', copyAt('cart', 'usr_000006', 9))
    tiers.objects.delete(name('usr_000007'))
    tiers.l2.set('usr_000007', copyAt('cart', 'usr_000007', 4))
    tiers.l2.set('gst_lost', copyAt('cart', 'gst_lost', 2))
    const pass = await tiers.pass()
    expect(summary(pass)).toEqual([
      'cart:gst_lost l2_orphan none',
      'cart:usr_000001 l2_missing put_l2 true',
      'cart:usr_000002 l2_behind put_l2 true',
      'cart:usr_000003 record_missing resend true',
      'cart:usr_000004 record_behind resend true',
      'cart:usr_000006 object_behind confirm true',
      'cart:usr_000007 record_behind put_record true',
    ])
    expect(pass.repairs).toMatchObject({ 'cart put_l2': 2, 'cart resend': 2 })
    for (const id of ids(300)) {
      if (id === 'usr_000005' || id === 'usr_000007') continue
      expect(tiers.record.get(name(id)), id).toEqual(tiers.objects.get(name(id)))
      expect(tiers.l2.get(id), id).toEqual(tiers.objects.get(name(id)))
    }
    // An object that was put back while its copies agree is found when it is asked in its turn.
    let before = pass
    for (let passes = 1; passes < TURNS; passes++) before = await tiers.pass(10_000, before)
    expect(tiers.objects.get(name('usr_000005'))).toMatchObject({ epoch: 6 })
    expect(tiers.record.get(name('usr_000005'))).toMatchObject({ epoch: 6 })
  })

  it('a repair that does not succeed is named as not repaired, after two looks', async () => {
    const tiers = tiersOf(3)
    tiers.record.delete('cart:usr_000001')
    const ports = tiers.ports()
    const aggregate: typeof ports.objects.aggregate = (kind, id) => ({
      ...ports.objects.aggregate(kind, id),
      resend: async () => 'sending',
    })
    const pass = await tiers.pass(10_000, null, { ...ports, objects: { aggregate } })
    expect(summary(pass)).toEqual(['cart:usr_000001 record_missing resend false'])
    expect(tiers.pauses).toEqual([3_000, 12_000])
  })

  it('the metric counts the differences that no repair has brought together, by kind and finding', async () => {
    const tiers = tiersOf(3)
    tiers.l2.delete('usr_000001')
    tiers.l2.set('gst_lost', copyAt('cart', 'gst_lost', 2))
    const registry = new Registry()
    const measured = async () => {
      reconciliation.measure(await tiers.pass(), registry)
      return new Map(registry.take().gauges.filter(([key]) => key.startsWith('reconciliation_differences')))
    }
    const all = await measured()
    expect([...all].filter(([, value]) => value > 0)).toEqual([['reconciliation_differences\ncart\nl2_orphan', 1]])
    // The series of every kind and finding, so that a difference that is gone does not stay in the metric.
    expect(all.size).toBe(KINDS.length * DISCREPANCIES.length)
    tiers.l2.delete('gst_lost')
    expect([...(await measured()).values()].filter((value) => value > 0)).toEqual([])
  })

  it('a planted bug, a repair that writes an older position, is seen: its finding is never repaired', async () => {
    const tiers = tiersOf(3)
    tiers.l2.set('usr_000001', copyAt('cart', 'usr_000001', 2))
    const ports = tiers.ports()
    const getCopies: typeof ports.record.getCopies = async (kind, wanted) => wanted.map((id) => copyAt(kind, id, 1))
    const pass = await tiers.pass(10_000, null, { ...ports, record: { ...ports.record, getCopies } })
    expect(summary(pass)).toEqual(['cart:usr_000001 l2_behind put_l2 false'])
    // The guard of L2 kept the newer copy.
    expect(tiers.l2.get('usr_000001')).toMatchObject({ version: 2 })
  })

  it('a write that arrives while a repair is under way stays', async () => {
    const tiers = tiersOf(3)
    tiers.l2.delete('usr_000001')
    const newer = copyAt('cart', 'usr_000001', 4)
    tiers.beforePut = () => void tiers.l2.set('usr_000001', newer)
    const pass = await tiers.pass()
    expect(summary(pass)).toEqual(['cart:usr_000001 l2_missing put_l2 true'])
    expect(tiers.l2.get('usr_000001')).toEqual(newer)
  })

  it('the record that lands between two reads is not behind', async () => {
    const tiers = tiersOf(1)
    tiers.record.set('cart:usr_000000', copyAt('cart', 'usr_000000', 2))
    const ports = tiers.ports()
    let reads = 0
    const heldOf: typeof ports.record.heldOf = (kind, wanted) => {
      if (++reads === 2) tiers.add(copyAt('cart', 'usr_000000', 3))
      return ports.record.heldOf(kind, wanted)
    }
    const pass = await tiers.pass(10_000, null, { ...ports, record: { ...ports.record, heldOf } })
    expect(pass.findings).toEqual([])
    expect(tiers.repaired).toEqual([])
  })

  it('after the loss of all of L2 the pass writes every copy again, keeps 1,000 findings, and counts all', async () => {
    const tiers = tiersOf(2_500)
    tiers.l2.clear()
    const pass = await tiers.pass(25)
    expect(tiers.l2.size).toBe(2_500)
    expect(pass.findings).toHaveLength(1_000)
    expect(pass.counts).toEqual({ l2_missing: 2_500 })
    expect(pass.repairs).toEqual({ 'cart put_l2': 2_500 })
    expect(pass.findings.every(({ repaired }) => repaired)).toBe(true)
    // Only objects whose turn it is.
    expect(tiers.asked.length).toBeLessThan(2_500 / 20)
  })

  it('an account whose cart the record lost is asked for its cart in its turn', async () => {
    const tiers = new PaperTiers()
    const id = ids(1_000).find((each) => isInTurn(each, 0)) ?? ''
    tiers.add(copyAt('account', id, 1))
    tiers.objects.set(`cart:${id}`, copyAt('cart', id, 2))
    expect(summary(await tiers.pass())).toEqual([`cart:${id} record_missing resend true`])
  })
})

describe('a portion', () => {
  it.each([10, 25, 100])('a portion of %i calls makes few calls more, and the next one goes on', async (calls) => {
    const tiers = tiersOf(1_000)
    for (const id of ids(300)) {
      tiers.record.set(`cart:${id}`, copyAt('cart', id, 1))
      if (Number(id.slice(4)) % 2) tiers.l2.delete(id)
    }
    for (const id of ids(200, 'ord')) tiers.add(copyAt('order', id, 1))
    const pass = await tiers.pass(calls)
    expect(tiers.mostCalls).toBeLessThanOrEqual(calls + 8)
    expect(tiers.portions).toBeGreaterThan(5)
    expect(pass.checked).toMatchObject({ cart: 1_000, order: 200 })
    // Where L2 lacked the copy it got the record's; where it was ahead, the object sent again.
    expect(pass.counts.record_behind).toBeGreaterThanOrEqual(150)
    expect(tiers.record.get('cart:usr_000000')).toEqual(tiers.objects.get('cart:usr_000000'))
  })

  it('a portion that fails is repeated, and nothing is lost or counted as agreeing', async () => {
    const tiers = tiersOf(500)
    tiers.record.delete('cart:usr_000400')
    const ports = tiers.ports()
    let reads = 0
    const listHeld: typeof ports.record.listHeld = (...args) => {
      if (++reads === 2) throw new Error('the record is down')
      return ports.record.listHeld(...args)
    }
    const failing = { ...ports, record: { ...ports.record, listHeld } }
    await expect(tiers.pass(10_000, null, failing)).rejects.toThrow('down')
    expect(summary(await tiers.pass(10_000, null, failing))).toEqual(['cart:usr_000400 record_missing resend true'])
  })

  it('a portion ends between two steps when its lock is lost', async () => {
    const tiers = tiersOf(1_000)
    const signal = AbortSignal.abort(new Error('the lock is lost'))
    await expect(tiers.pass(10_000, null, tiers.ports({ signal }))).rejects.toThrow('the lock is lost')
    expect(tiers.calls).toBe(0)
  })

  it('an object that does not answer is counted, and others are compared', async () => {
    const tiers = tiersOf(4)
    for (const id of ids(2)) tiers.record.delete(`cart:${id}`)
    const ports = tiers.ports()
    const aggregate: typeof ports.objects.aggregate = (kind, id) => ({
      ...ports.objects.aggregate(kind, id),
      ...(id === 'usr_000000' && { stand: () => Promise.reject(new Error('overloaded')) }),
    })
    const pass = await tiers.pass(10_000, null, { ...ports, objects: { aggregate } })
    expect(summary(pass)).toEqual(['cart:usr_000001 record_missing resend true'])
    expect(pass.checked).toMatchObject({ unanswered: 1 })
  })
})
