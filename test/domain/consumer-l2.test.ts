// Invariant: an object hears that L2 has its copy only if L2 took that copy or a newer one; the object of a live copy
// that L2 lacks hears so, and a tombstone is not confirmed before L2 has it.

import { expect, test } from 'vitest'
import type { WriteMessage } from '../../src/contract/message.ts'
import type { Copy, Held } from '../../src/domain/copy.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import type { Position } from '../../src/domain/position.ts'
import { consume } from '../../src/worker/queue/consumer.ts'
import type { ConsumerPorts } from '../../src/worker/queue/ports.ts'

const LIVE: Copy = {
  ...{ kind: 'cart', id: 'gst_ann', epoch: 1, version: 1, schema: 1, updatedAt: 1 },
  ...{ state: 'live', seal: null, lists: { items: {} } },
}
const NEWER: Copy = { ...LIVE, version: 2 }
const { kind, id, epoch, version, schema, updatedAt } = LIVE
const BURIED: Copy = { kind, id, epoch, version, schema, updatedAt, state: 'erased' }

interface Tiers {
  readonly copy: Copy
  readonly inRecord: Copy
  /** The versions that L2 takes. */
  readonly l2Takes: readonly number[]
}

/** The confirm that the object gets, if it gets one, and the versions that L2 was asked to take. */
async function delivered({ copy, inRecord, l2Takes }: Tiers) {
  const confirms: { held: Held; isInL2: boolean }[] = []
  const asked: number[] = []
  const ports: ConsumerPorts = {
    now: () => 1,
    l2: {
      getCopy: async () => null,
      async putCopies(copies) {
        asked.push(...copies.map((each) => each.version))
        return copies.map((each): Position | null => (l2Takes.includes(each.version) ? each : null))
      },
    },
    each: async (items, work) => void (await Promise.all(items.map(work))),
    metrics: new Registry(),
    log: () => {},
    noteMissed: async () => {},
    stockWritten: async () => {},
    record: {
      getCopy: async () => inRecord,
      listSealedTo: async () => [],
      dropTombstones: async () => 0,
      addDeadLetter: async () => {},
      putCopies: async () => new Map([[copy.id, inRecord]]),
    },
    senders: {
      snapshot: async () => null,
      slowDown: async () => {},
      confirm: async (_, __, held, isInL2) => void confirms.push({ held, isInL2 }),
    },
  }
  const body: WriteMessage = { schema: 1, kind: 'cart', id: copy.id, epoch: 1, version: 1, requestId: null, copy }
  await consume([{ id: 'one', body, ack: () => {}, retry: () => {} }], ports)
  return { confirms, asked }
}

test('a copy in both tiers is confirmed as complete', async () => {
  expect(await delivered({ copy: LIVE, inRecord: LIVE, l2Takes: [1] })).toEqual({
    confirms: [{ held: LIVE, isInL2: true }],
    asked: [1],
  })
})

test('fault 67: the object of a live copy that L2 did not take hears that L2 lacks it', async () => {
  const { confirms } = await delivered({ copy: LIVE, inRecord: LIVE, l2Takes: [] })
  expect(confirms).toEqual([{ held: LIVE, isInL2: false }])
})

test('fault 67: a newer copy that overtook the message counts as missing in L2 until L2 takes it', async () => {
  const lost = await delivered({ copy: LIVE, inRecord: NEWER, l2Takes: [1] })
  expect(lost).toEqual({ confirms: [{ held: NEWER, isInL2: false }], asked: [1, 2] })
  const taken = await delivered({ copy: LIVE, inRecord: NEWER, l2Takes: [2] })
  expect(taken.confirms).toEqual([{ held: NEWER, isInL2: true }])
})

test('a tombstone that L2 did not take is not confirmed', async () => {
  expect(await delivered({ copy: BURIED, inRecord: BURIED, l2Takes: [] })).toEqual({ confirms: [], asked: [1] })
  expect((await delivered({ copy: BURIED, inRecord: BURIED, l2Takes: [1] })).confirms).toHaveLength(1)
})
