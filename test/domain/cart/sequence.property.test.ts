// Operations that clients number. Invariant: each is decided exactly once, in the order of its client's numbers,
// however
// often and late it arrives, and in any pieces; and a refusal counts as a decision.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lines, savedLines } from '../../../src/domain/cart/cart.ts'
import { CLIENTS, clientOf, watermarkOf } from '../../../src/domain/cart/clients.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import type { RowsView } from '../../../src/domain/rows.ts'
import { add, type Bench, openCart } from '../aggregate/bench.ts'

const SKUS = ['a', 'b', 'c']
const sku = fc.constantFrom(...SKUS)
const command: fc.Arbitrary<CartCommand> = fc.oneof(
  fc.record({ type: fc.constant('add' as const), sku, quantity: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ type: fc.constant('set' as const), sku, quantity: fc.integer({ min: 0, max: 1_100 }) }),
  fc.record({ type: fc.constantFrom('remove' as const, 'restore', 'save', 'move'), sku }),
)
const queue = fc.array(command, { minLength: 1, maxLength: 12 })
/** A batch: whose it is, how many answered operations it repeats, and how many it has. */
const batch = fc.record({ client: fc.nat(2), again: fc.nat(4), count: fc.integer({ min: 1, max: 6 }) })

function send(bench: Bench, client: string, first: number, commands: readonly CartCommand[]) {
  const steps = commands.map((each, place) => ({
    type: 'sequenced' as const,
    client,
    seq: first + place,
    command: each,
  }))
  return bench.write(steps, { atomic: false })
}

/** The lines as a shopper counts them. */
function contents(rows: RowsView) {
  const shown = (list: ReturnType<typeof lines>) =>
    list.map(([name, { quantity, selected }]) => [name, quantity, selected])
  return [shown(lines(rows)), shown(savedLines(rows))]
}

async function outcomeOf(work: ReturnType<Bench['write']>) {
  const outcome = await work
  if (outcome.status === 'refused') throw new Error(outcome.refusal.detail)
  return outcome
}

describe('operations with numbers', () => {
  test('repeats and overlaps change nothing: the cart equals one that got each operation once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(queue, queue, queue), fc.array(batch, { maxLength: 25 }), async (queues, batches) => {
        const bench = await openCart()
        const once = await openCart()
        for (const { client, again, count } of batches) {
          const id = `phone-${client}`
          const { last } = watermarkOf(bench.cart.rows, id)
          const first = Math.max(1, last + 1 - again)
          const commands = (queues[client] ?? []).slice(first - 1, first - 1 + count)
          if (commands.length === 0) continue
          const { version } = bench.cart.position
          const { results } = await outcomeOf(send(bench, id, first, commands))
          const fresh = commands.slice(last + 1 - first)
          const expected = fresh.length > 0 ? await outcomeOf(once.write(fresh, { atomic: false })) : null
          expect(results.slice(0, last + 1 - first).every(({ status }) => status === 'done')).toBe(true)
          expect(results.slice(last + 1 - first).map(({ status }) => status)).toEqual(
            (expected?.results ?? []).map(({ status }) => status),
          )
          expect(watermarkOf(bench.cart.rows, id).last).toBe(last + fresh.length)
          // A refusal is a change of the state: the version counts it.
          expect(bench.cart.position.version).toBe(version + (fresh.length > 0 ? 1 : 0))
          expect(contents(bench.cart.rows)).toEqual(contents(once.cart.rows))
        }
        bench.disk.close()
        once.disk.close()
      }),
      { numRuns: 60 },
    )
  })

  test('an operation that comes too early is not decided, and names the one that is missing', async () => {
    const bench = await openCart()
    await send(bench, 'phone', 1, [add('a')])
    const { version } = bench.cart.position
    const { results } = await outcomeOf(send(bench, 'phone', 3, [add('b'), add('c')]))
    const gap = { status: 'refused', refusal: { code: 'sequence_gap', expected: 2 } }
    expect(results).toMatchObject([gap, gap])
    expect(bench.cart.position.version).toBe(version)
    expect(contents(bench.cart.rows)).toEqual([[['a', 1, true]], []])
  })

  test('a client that the cart does not know begins with 1, and with nothing else', async () => {
    const bench = await openCart()
    const { results } = await outcomeOf(send(bench, 'phone', 2, [add('a')]))
    expect(results).toMatchObject([{ refusal: { code: 'unknown_client' } }])
    expect(bench.cart.position.version).toBe(0)
    expect((await outcomeOf(send(bench, 'phone', 1, [add('a')]))).results).toEqual([{ status: 'accepted' }])
  })

  test('a refused operation is never decided again, and a repeat learns of the refusal', async () => {
    const bench = await openCart()
    await send(bench, 'phone', 1, [{ type: 'remove', sku: 'a' }])
    expect(bench.cart.position.version).toBe(1)
    await bench.write([add('a')])
    const { results } = await outcomeOf(send(bench, 'phone', 1, [{ type: 'remove', sku: 'a' }, add('b')]))
    expect(results).toEqual([{ status: 'done', code: 'line_not_found' }, { status: 'accepted' }])
    expect(contents(bench.cart.rows)[0]).toEqual([
      ['a', 1, true],
      ['b', 1, true],
    ])
  })

  test('the newest eight refusals of a client are remembered', async () => {
    const bench = await openCart()
    await send(bench, 'phone', 1, Array(12).fill({ type: 'remove', sku: 'a' }))
    const { results } = await outcomeOf(send(bench, 'phone', 1, Array(12).fill(add('a'))))
    expect(results.map((result) => 'code' in result && result.code)).toEqual([
      ...Array(4).fill(null),
      ...Array(8).fill('line_not_found'),
    ])
  })

  test('clients in one write have numbers of their own', async () => {
    const bench = await openCart()
    const steps = ['phone', 'tablet', 'phone'].map((client, place) => {
      return { type: 'sequenced' as const, client, seq: place === 2 ? 2 : 1, command: add('a') }
    })
    await bench.write(steps, { atomic: false })
    expect(contents(bench.cart.rows)[0]).toEqual([['a', 3, true]])
    expect(['phone', 'tablet'].map((id) => clientOf(bench.cart.rows, id)?.last)).toEqual([2, 1])
    expect(bench.cart.position.version).toBe(1)
  })

  test('an undo takes the lines back and leaves the watermark', async () => {
    const bench = await openCart()
    await send(bench, 'phone', 1, [add('a')])
    await send(bench, 'phone', 2, [add('a', 4)])
    const envelope = { requestId: 'undo', key: null, ifMatch: null }
    expect(await bench.cart.undo(envelope)).toMatchObject({ status: 'accepted' })
    expect(contents(bench.cart.rows)[0]).toEqual([['a', 1, true]])
    expect((await outcomeOf(send(bench, 'phone', 2, [add('a', 4)]))).results).toEqual([{ status: 'done', code: null }])
    expect(contents(bench.cart.rows)[0]).toEqual([['a', 1, true]])
  })

  test('a write that only refused cannot be undone, nor what came before it', async () => {
    const bench = await openCart()
    await bench.write([add('a')])
    await send(bench, 'phone', 1, [{ type: 'remove', sku: 'b' }])
    const undone = await bench.cart.undo({ requestId: 'undo', key: null, ifMatch: null })
    expect(undone).toMatchObject({ refusal: { code: 'nothing_to_undo' } })
  })

  test('a cart without such clients has no row for them', async () => {
    const bench = await openCart()
    await bench.write([add('a')])
    expect(bench.cart.rows.size(CLIENTS)).toBe(0)
    expect(bench.disk.run('SELECT count(*) AS n FROM rows')).toEqual([{ n: 1 }])
    await send(bench, 'phone', 1, [add('a')])
    await send(bench, 'tablet', 1, [add('a')])
    expect(bench.disk.run('SELECT count(*) AS n FROM rows')).toEqual([{ n: 2 }])
    bench.disk.close()
  })
})
