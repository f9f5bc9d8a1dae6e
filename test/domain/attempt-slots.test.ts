// A table of counters under any flood of tags. Invariants: it never grows, one tag never pays for another, and the
// counter that an attacker wants to be forgotten is forgotten last.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstSlotOf, SETS, type Slot, slotFor, WAYS } from '../../src/domain/attempt-slots.ts'
import { type SignIns, signInCounter, trySignIn } from '../../src/domain/attempts.ts'
import { tag, tagIn } from '../support/tags.ts'
import { MINUTE, START, times } from './attempts-address.ts'

const COUNTER = signInCounter(1)

/** The table as its object keeps it, with rows in memory. */
class Table {
  now = START
  readonly rows = new Map<number, Slot<SignIns>>()
  /** The counter that the last call replaced, and the other counters of its set at that moment. */
  replaced: { readonly gone: Slot<SignIns>; readonly others: readonly Slot<SignIns>[] } | null = null

  try(address: string, account = 0): boolean {
    const first = firstSlotOf(address)
    const set = [...this.rows.values()].filter(({ slot }) => slot >= first && slot < first + WAYS)
    const known = set.find((slot) => slot.tag === address)?.state
    const { state, answer } = trySignIn(known, tag(account), this.now, 1)
    const slot = slotFor(address, set, COUNTER, this.now)
    const gone = slot === null ? undefined : this.rows.get(slot)
    this.replaced = gone && gone.tag !== address ? { gone, others: set.filter((other) => other !== gone) } : null
    if (slot !== null && state) this.rows.set(slot, { slot, tag: address, state })
    return answer.allowed
  }

  has(address: string): boolean {
    return [...this.rows.values()].some((row) => row.tag === address)
  }
}

const life = ({ state }: Slot<SignIns>, now: number) => COUNTER.lifeOf(state, now)

describe('a table of counters', () => {
  it('a table holds 4,096 rows after 50,000 tags, and none outside them', () => {
    const taken = new Map<number, Slot<SignIns>[]>()
    for (let n = 0; n < 50_000; n++) {
      const first = firstSlotOf(tag(n))
      const set = taken.get(first) ?? []
      taken.set(first, set)
      const { state } = trySignIn(undefined, tag(0), START + n, 1)
      const slot = slotFor(tag(n), set, COUNTER, START + n)
      if (slot === null || state === null) continue
      const row = { slot, tag: tag(n), state }
      const at = set.findIndex((other) => other.slot === slot)
      if (at === -1) set.push(row)
      else set[at] = row
    }
    const slots = [...taken.values()].flat().map(({ slot }) => slot)
    expect(new Set(slots).size).toBe(SETS * WAYS)
    expect(slots).toHaveLength(SETS * WAYS)
    expect(Math.min(...slots)).toBe(0)
    expect(Math.max(...slots)).toBe(SETS * WAYS - 1)
  })

  it.each(['', 'ann@example.com', '203.0.113.9', 'A'.repeat(32), 'f'.repeat(15), 'f'.repeat(65)])(
    'the table refuses %j as a tag',
    (text) => {
      expect(() => firstSlotOf(text)).toThrow('not a hex tag')
    },
  )

  it('tags of one object, which share their first byte modulo 32, are spread over all sets', () => {
    const ofOne = times(100_000, tag).filter((each) => Number.parseInt(each.slice(0, 2), 16) % 32 === 7)
    expect(new Set(ofOne.map(firstSlotOf)).size).toBe(SETS)
  })

  it('each of 32 addresses of one set is counted as if it were the only one', () => {
    const pick = fc.record({ who: fc.nat(WAYS - 1), pause: fc.oneof(fc.constant(0), fc.nat(2 * MINUTE)) })
    fc.assert(
      fc.property(fc.array(pick, { minLength: 100, maxLength: 600 }), (tries) => {
        const table = new Table()
        const alone = times(WAYS, () => new Table())
        for (const { who, pause } of tries) {
          table.now += pause
          const lone = alone[who] as Table
          lone.now = table.now
          expect(table.try(tagIn(5, who), who)).toBe(lone.try(tagIn(5, who), who))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('an address with fewer than twenty tries is never refused, and replacement follows its rule', () => {
    // A few addresses try all the time and most once or twice; together they are more than a set holds.
    const who = fc.oneof(fc.nat(4), fc.nat(60), fc.nat(2_000))
    const burst = fc.record({ who, tries: fc.nat(24), pause: fc.oneof(fc.constant(0), fc.nat(MINUTE)) })
    fc.assert(
      fc.property(fc.array(burst, { minLength: 50, maxLength: 300 }), (bursts) => {
        const table = new Table()
        const own = new Map<string, number[]>()
        for (const { who: n, tries, pause } of bursts) {
          table.now += pause
          const address = tagIn(5, n)
          const mine = own.get(address) ?? []
          own.set(address, mine)
          for (let each = 0; each < tries; each++) {
            const allowed = table.try(address, each)
            const recent = mine.filter((at) => at > table.now - 30 * MINUTE)
            if (!allowed) expect(recent.length).toBeGreaterThanOrEqual(20)
            mine.push(table.now)
            if (table.replaced) expectRightlyReplaced(table.replaced, table.now)
          }
        }
        expect(table.rows.size).toBeLessThanOrEqual(WAYS)
      }),
      { numRuns: 30 },
    )
  })

  it('ten thousand newcomers do not displace a heavy counter', () => {
    const table = new Table()
    const heavy = tagIn(5, 0)
    times(20, () => table.try(heavy))
    for (let n = 1; n <= 10_000; n++) {
      expect(table.try(tagIn(5, n))).toBe(true)
      expect(table.try(tagIn(5, n))).toBe(true)
    }
    expect(table.try(heavy)).toBe(false)
  })

  it('a counter of nine is forgotten only when 31 other addresses of its set have each failed nine times', () => {
    const table = new Table()
    const attacker = tagIn(5, 0)
    times(9, () => table.try(attacker))
    for (let n = 1; n < WAYS; n++) {
      times(8, () => table.try(tagIn(5, n)))
      times(50, (newcomer) => table.try(tagIn(5, 1_000 * n + newcomer)))
      expect(table.has(attacker)).toBe(true)
      times(9, () => table.try(tagIn(5, n)))
    }
    table.try(tagIn(5, 99_999))
    expect(table.has(attacker)).toBe(false)
  })

  it('a newcomer passes uncounted where 32 addresses are locked, and unlocks none of them', () => {
    const table = new Table()
    for (let n = 0; n < WAYS; n++) times(50, () => table.try(tagIn(5, n)))
    expect(times(100, () => table.try(tagIn(5, 500)))).toEqual(Array(100).fill(true))
    for (let n = 0; n < WAYS; n++) expect(table.try(tagIn(5, n))).toBe(false)
    table.now += 15 * MINUTE
    times(20, () => table.try(tagIn(5, 500)))
    expect(table.try(tagIn(5, 500))).toBe(false)
  })

  it('expired counters are replaced first, then those that were idle longest', () => {
    const table = new Table()
    const old = tagIn(5, 0)
    times(9, () => table.try(old))
    table.now += 14 * MINUTE
    for (let n = 1; n < WAYS; n++) {
      table.now += 1
      table.try(tagIn(5, n))
    }
    table.try(tagIn(5, 100))
    expect(table.replaced?.gone.tag).toBe(tagIn(5, 1))
    table.now = START + 15 * MINUTE
    table.try(tagIn(5, 101))
    expect(table.replaced?.gone.tag).toBe(old)
  })
})

/** Checks the rule: no slot was free, no other counter was over, and each other refuses or has counted as much. */
function expectRightlyReplaced({ gone, others }: NonNullable<Table['replaced']>, now: number): void {
  expect(others).toHaveLength(WAYS - 1)
  expect(life(gone, now)).not.toBe('refusing')
  if (life(gone, now) === 'over') return
  for (const other of others) {
    expect(life(other, now)).not.toBe('over')
    if (life(other, now) !== 'refusing') {
      expect(other.state.failures).toBeGreaterThanOrEqual(gone.state.failures)
    }
  }
}
