/** Invariant: the map has the entries that a plain list in order of use has, and never more weight than its bound. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RecentlyUsed } from '../../src/tiers/recently-used.ts'

const BOUND = 10
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const step = fc.oneof(
  fc.record({ act: fc.constant('get' as const), key }),
  fc.record({ act: fc.constant('peek' as const), key }),
  fc.record({ act: fc.constant('delete' as const), key }),
  fc.record({ act: fc.constant('set' as const), key, weight: fc.integer({ min: 1, max: BOUND + 1 }) }),
)

it('after any steps it has the entries of a list in order of use', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const dropped: number[] = []
      const map = new RecentlyUsed<number>(BOUND, (value) => dropped.push(value))
      let list: { key: string; value: number; weight: number }[] = []
      const expectDropped: number[] = []
      for (const [value, taken] of steps.entries()) {
        const found = list.find((entry) => entry.key === taken.key)
        const others = list.filter((entry) => entry !== found)
        switch (taken.act) {
          case 'get':
            expect(map.get(taken.key)).toBe(found?.value)
            if (found) list = [...others, found]
            break
          case 'peek':
            expect(map.peek(taken.key)).toBe(found?.value)
            break
          case 'delete':
            map.delete(taken.key)
            list = others
            break
          case 'set':
            map.set(taken.key, value, taken.weight)
            list = others
            if (taken.weight <= BOUND) {
              list.push({ key: taken.key, value, weight: taken.weight })
              while (weightOf(list) > BOUND) expectDropped.push(list.shift()?.value ?? -1)
            }
        }
        expect(map.weight).toBe(weightOf(list))
        expect(map.size).toBe(list.length)
        expect(map.oldest(BOUND)).toEqual(list.map((entry) => entry.key))
      }
      expect(dropped).toEqual(expectDropped)
    }),
  )
})

it('without weights it has as many entries as its bound', () => {
  const map = new RecentlyUsed<string>(2)
  for (const name of ['a', 'b', 'c']) map.set(name, name)
  expect(['a', 'b', 'c'].map((name) => map.get(name))).toEqual([undefined, 'b', 'c'])
})

function weightOf(list: readonly { readonly weight: number }[]): number {
  return list.reduce((sum, { weight }) => sum + weight, 0)
}
