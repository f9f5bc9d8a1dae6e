/**
 * Row writes of a cart operation, as the platform counts and bills them. Invariant: the budget holds for carts of any
 * size.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { deliver, drained, interceptSends, isDirty, runAlarm, type Written, written } from './support/objects.ts'
import { stockMany } from './support/shop.ts'
import { SECOND } from './support/time.ts'

const MINIMAL = { prefer: 'return=minimal' }
const BURST = 50

let skus: readonly string[]
beforeAll(async () => {
  skus = await stockMany('p', 200)
})

/** A cart of this many lines that the record has confirmed. */
async function settled(lines: number): Promise<Shopper> {
  const shopper = await Shopper.guest()
  interceptSends()
  await shopper.fill(skus.slice(0, lines))
  await deliver([await drained(shopper)])
  expect(await isDirty(shopper)).toBe(false)
  return shopper
}

const add = (shopper: Shopper, index = 0) =>
  shopper.add(skus[index] ?? '', 1, { ...MINIMAL, 'idempotency-key': crypto.randomUUID() })

/** Runs `work`, delivers and confirms its announcement, and rings the alarm with nothing due. Returns all writes. */
async function atRest(shopper: Shopper, work: () => Promise<void>): Promise<Written> {
  return written(async () => {
    // The spy comes before the write, because the platform's own queue would otherwise take the announcement.
    const send = interceptSends()
    await work()
    const own = send.mock.calls.map(([message]) => message).filter(({ id }) => id === shopper.id)
    expect(own).toMatchObject([{ copy: null }])
    await deliver(own)
    await runAlarm(shopper, 12 * SECOND)
    expect(send.mock.calls.filter(([{ id }]) => id === shopper.id)).toHaveLength(1)
  })
}

describe.each([1, 200])('a cart of %i lines', (lines) => {
  it('a cart writes at most 2.5 rows for each of a burst of 50 adds, confirm included', async () => {
    const shopper = await settled(lines)
    const { rows } = await atRest(shopper, async () => {
      for (let write = 0; write < BURST; write++) expect((await add(shopper, write % lines)).status).toBe(200)
    })
    expect(rows / BURST).toBeLessThanOrEqual(2.5)
    expect(rows / BURST).toBeGreaterThanOrEqual(2)
    expect(await isDirty(shopper)).toBe(false)
  })

  it('a cart writes 3 rows and sets 2 alarms for a lone add with its confirm', async () => {
    const shopper = await settled(lines)
    const lone = await atRest(shopper, async () => expect((await add(shopper)).status).toBe(200))
    expect(lone).toEqual({ rows: 3, alarms: 2 })
    expect(await isDirty(shopper)).toBe(false)
  })

  it('a cart writes nothing for reads, refusals and repeats', async () => {
    const shopper = await settled(lines)
    const key = { 'idempotency-key': 'k' }
    interceptSends()
    await shopper.add(skus[0] ?? '', 1, key)
    await deliver([await drained(shopper)])
    const nothing: Written = { rows: 0, alarms: 0 }
    expect(
      await written(async () => {
        await shopper.cart()
        await shopper.get('/v1/cart/history')
        await shopper.add('none')
        await shopper.add(skus[0] ?? '', 1000)
        await shopper.add(skus[0] ?? '', 1, key)
        await shopper.call('DELETE', '/v1/cart', undefined, { 'if-match': '"1-1.x"' })
      }),
    ).toEqual(nothing)
  })
})

it('the rows of an add do not grow with the cart', async () => {
  const counts: Written[] = []
  for (const lines of [1, 50, 200]) {
    const shopper = await settled(lines)
    counts.push(await written(() => add(shopper)))
  }
  expect(counts[1]).toEqual(counts[0])
  expect(counts[2]).toEqual(counts[0])
})
