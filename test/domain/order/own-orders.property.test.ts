/**
 * A shopper's own list while the record lags. Invariant: the pages together show every order once, the newest first,
 * however many recent orders the record lacks, and whenever they arrive.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorBehind, isBehind } from '../../../src/tiers/record/order-sql.ts'
import { listOwn, viewOfCopy } from '../../../src/worker/orders/order-lists.ts'
import { newOrderId, orderCopy } from '../../tiers/support/order-samples.ts'

const OWNER = 'usr_1'
type ListPorts = Parameters<typeof listOwn>[0]

/** @param lists whether the record lists the order by now */
function shopOf(made: readonly number[], lists: (index: number) => boolean) {
  const copies = made.map((at) => orderCopy(newOrderId(at), { epoch: 1, version: 1 }, { owner: OWNER, createdAt: at }))
  const newest = copies.toSorted((a, b) => {
    const [x, y] = [viewOfCopy(a), viewOfCopy(b)]
    return (y?.createdAt ?? 0) - (x?.createdAt ?? 0) || (a.id < b.id ? 1 : -1)
  })
  const listed = () => newest.filter((copy) => lists(copies.indexOf(copy)))
  const ports: ListPorts = {
    log: () => {},
    // The calls that a list makes; the code under test makes no others.
    carts: { orderIds: async () => copies.map(({ id }) => id).slice(-100) } as unknown as ListPorts['carts'],
    objects: {
      order: (id: string) => ({
        view: async () => {
          const copy = copies.find((each) => each.id === id)
          return copy ? viewOfCopy(copy) : null
        },
      }),
    } as unknown as ListPorts['objects'],
    record: {
      async listOrders({ limit, after }) {
        const behind = listed().filter((copy) => {
          const view = viewOfCopy(copy)
          return view !== null && isBehind(view, after, OWNER)
        })
        const last = viewOfCopy(behind[limit - 1] ?? copies[0] ?? orderCopy(newOrderId(0), { epoch: 1, version: 1 }))
        const next = behind.length > limit && last ? cursorBehind(last, OWNER) : null
        return { items: behind.slice(0, limit), next }
      },
      async listedOrders(_owner, ids) {
        return new Set(listed().flatMap(({ id }) => (ids.includes(id) ? [id] : [])))
      },
    },
  }
  return { ports, newest: newest.map(({ id }) => id) }
}

async function pagesOf(ports: ListPorts, limit: number): Promise<readonly string[]> {
  const shown: string[] = []
  let after: string | undefined
  do {
    const { items, next } = await listOwn(ports, OWNER, limit, after)
    expect(items.length).toBeLessThanOrEqual(limit)
    shown.push(...items.map(({ id }) => id))
    after = next ?? undefined
  } while (after !== undefined)
  return shown
}

test('the newest of any number of orders is listed at once, and pages neither lose nor repeat one', async () => {
  const gaps = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 100 })
  const lag = fc.array(fc.boolean(), { minLength: 100, maxLength: 100 })
  await fc.assert(
    fc.asyncProperty(gaps, lag, fc.integer({ min: 1, max: 30 }), async (given, isKnown, limit) => {
      let at = 1_700_000_000_000
      const made = given.map((gap) => (at += gap))
      const { ports, newest } = shopOf(made, (index) => isKnown[index] === true)
      expect(await pagesOf(ports, limit)).toEqual(newest)
    }),
  )
})

test('an order that arrives in the record between two pages is on one of them', async () => {
  let arrived = 0
  const made = Array.from({ length: 30 }, (_, n) => 1_700_000_000_000 + n)
  const { ports, newest } = shopOf(made, (index) => index < arrived)
  const { record } = ports
  const moving: ListPorts = {
    ...ports,
    record: {
      ...record,
      async listedOrders(owner, ids) {
        const listed = await record.listedOrders(owner, ids)
        arrived += 7
        return listed
      },
    },
  }
  expect(await pagesOf(moving, 4)).toEqual(newest)
})
