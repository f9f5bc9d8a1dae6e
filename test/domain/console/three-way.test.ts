// Two edits of one thing meet: only fields that both have changed need a choice, and nothing is lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesOf, differences, isSame } from '../../../src/faces/console/browser/core/three-way.ts'

const NAMES = ['price', 'title', 'labels']
const value = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant(null), fc.record({ en: fc.constantFrom('a', 'b') }))
const doc = fc.record({ price: value, title: value, labels: value })

describe('differences', () => {
  it('a field has a choice exactly when both have changed it, to different values', () => {
    fc.assert(
      fc.property(doc, doc, doc, (base, mine, theirs) => {
        const open = differences(NAMES, base, mine, theirs).filter(({ by }) => by === 'both')
        const expected = (['price', 'title', 'labels'] as const).filter((name) => {
          const [was, wanted, is] = [base[name], mine[name], theirs[name]]
          return !isSame(was, wanted) && !isSame(was, is) && !isSame(wanted, is)
        })
        expect(open.map(({ name }) => name)).toEqual(expected)
      }),
    )
  })

  it('merged changes over their state keep every field that only one side has changed', () => {
    fc.assert(
      fc.property(doc, doc, doc, (base, mine, theirs) => {
        const found = differences(NAMES, base, mine, theirs)
        const merged = {
          ...theirs,
          ...Object.fromEntries(found.flatMap((d) => (d.by === 'me' ? [[d.name, d.mine]] : []))),
        }
        for (const name of ['price', 'title', 'labels'] as const) {
          if (isSame(base[name], theirs[name])) expect(merged[name]).toEqual(mine[name])
          if (isSame(base[name], mine[name])) expect(merged[name]).toEqual(theirs[name])
        }
      }),
    )
  })
})

describe('changesOf', () => {
  it('the order of an object’s fields is no change, the order of a list is', () => {
    expect(changesOf(['a'], { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual({})
    expect(changesOf(['a'], { a: [1, 2] }, { a: [2, 1] })).toEqual({ a: [2, 1] })
  })

  it('fields that are not named are left out, and a value that became null is a change', () => {
    expect(changesOf(['a'], { a: 1, b: 1 }, { a: null, b: 2 })).toEqual({ a: null })
  })
})
