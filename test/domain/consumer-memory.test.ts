// Invariant: the consumer of a batch holds a bounded amount, however large the carts are whose copies did not travel
// with their messages: the bytes of one portion, and the few copies that are fetched at once.

import { describe, expect, it } from 'vitest'
import type { WriteMessage } from '../../src/contract/message.ts'
import type { Copy, Held } from '../../src/domain/copy.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { TierError } from '../../src/tiers/calls/tier-error.ts'
import { RECORD_CHUNK } from '../../src/tiers/limits.ts'
import { each } from '../../src/worker/each.ts'
import { consume } from '../../src/worker/queue/consumer.ts'
import type { ConsumerPorts } from '../../src/worker/queue/ports.ts'

const COPY_BYTES = 600_000

function copyOf(id: string, bytes: number): Copy {
  const lists = { items: { tea: { text: '茶'.repeat(bytes / 3) } } }
  return { kind: 'cart', id, epoch: 1, version: 1, schema: 1, updatedAt: 1, state: 'live', seal: null, lists }
}

function messageOf(id: string, copy: Copy | null): WriteMessage {
  return { schema: 1, kind: 'cart', id, epoch: 1, version: 1, requestId: null, copy }
}

/** The number of copies that are fetched and not written yet, and of confirms under way. */
async function consumed(messages: readonly WriteMessage[], changes: Partial<ConsumerPorts['record']> = {}) {
  let [held, mostHeld, confirming, mostConfirming] = [0, 0, 0, 0]
  const confirmed: string[] = []
  const ports: ConsumerPorts = {
    now: () => 1,
    l2: null,
    each,
    metrics: new Registry(),
    log: () => {},
    noteMissed: async () => {},
    stockWritten: async () => {},
    record: {
      getCopy: async () => null,
      listSealedTo: async () => [],
      dropTombstones: async () => 0,
      addDeadLetter: async () => {},
      async putCopies(_, copies) {
        held -= copies.length
        return new Map(copies.map((copy): [string, Held] => [copy.id, copy]))
      },
      ...changes,
    },
    senders: {
      async snapshot(_, id) {
        held++
        mostHeld = Math.max(mostHeld, held)
        // The later ones of six answer first.
        await new Promise((resolve) => setTimeout(resolve, 6 - (Number(id.slice(4)) % 6)))
        return copyOf(id, COPY_BYTES)
      },
      async confirm(_, id) {
        confirming++
        mostConfirming = Math.max(mostConfirming, confirming)
        await new Promise((resolve) => setTimeout(resolve, 1))
        confirming--
        confirmed.push(id)
      },
      slowDown: async () => {},
    },
  }
  const acked = { count: 0 }
  const queued = messages.map((body, place) => {
    return { id: `${place}`, body, ack: () => void acked.count++, retry: () => {} }
  })
  await consume(queued, ports)
  return { mostHeld, mostConfirming, confirmed, acked: acked.count }
}

const ids = Array.from({ length: 100 }, (_, place) => `gst_${String(place).padStart(3, '0')}`)

describe('fault 61: a batch of a hundred carts that are too large to travel', () => {
  it('a batch of a hundred large carts is fetched and written in small portions', async () => {
    const { mostHeld, confirmed, acked } = await consumed(ids.map((id) => messageOf(id, null)))
    expect(mostHeld).toBeLessThanOrEqual(6 + Math.ceil(RECORD_CHUNK.bytes / COPY_BYTES))
    expect(confirmed.sort()).toEqual(ids)
    expect(acked).toBe(100)
  })

  it('a batch is written in the order of its ids, so that all consumers lock rows in one order', async () => {
    const written: string[] = []
    await consumed(ids.map((id) => messageOf(id, null)).toReversed(), {
      async putCopies(_, copies) {
        written.push(...copies.map(({ id }) => id))
        return new Map()
      },
    })
    expect(written).toEqual(ids)
  })

  it('a batch is acknowledged without confirms when the record is down', async () => {
    const putCopies = () => Promise.reject(new TierError('record', 'down', 'test'))
    const { confirmed, acked } = await consumed(
      [...ids.slice(0, 5)].map((id) => messageOf(id, null)),
      { putCopies },
    )
    expect([confirmed, acked]).toEqual([[], 5])
  })

  it('carts whose copies travelled do not wait for the large ones, and confirms run six at a time', async () => {
    const { mostConfirming, confirmed } = await consumed(
      ids.map((id, place) => messageOf(id, place % 10 === 0 ? null : copyOf(id, 300))),
    )
    expect(confirmed.sort()).toEqual(ids)
    expect(mostConfirming).toBe(6)
  })
})
