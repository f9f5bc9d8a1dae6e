import { TierError } from '../../src/tiers/calls/tier-error.ts'
import type { CopyRecord, DeadLetterRecord } from '../../src/tiers/record/record.ts'
import type { Life } from './remote.ts'
import type { World } from './world.ts'

/** The record as the consumer calls it. */
export function consumerRecord(world: World, life: Life): CopyRecord & Pick<DeadLetterRecord, 'addDeadLetter'> {
  const call = <Value>(label: string, apply: () => Promise<Value>) =>
    world.remote.call(life, label, world.faults.record(), apply)
  return {
    putCopies: (kind, copies) =>
      call(`record takes ${copies.map((copy) => copy.id)}`, async () => {
        if (copies.some((copy) => world.refused.has(copy.id))) throw new TierError('world', 'refused', 'not this one')
        const held = await world.record.putCopies(kind, copies)
        for (const { id } of copies) world.copies.inspectRecord(kind, id)
        return held
      }),
    getCopy: (kind, id) => call(`record reads ${id}`, () => world.record.getCopy(kind, id)),
    listSealedTo: (userId) => call('record lists guests', () => world.record.listSealedTo(userId)),
    dropTombstones: (kind, before, limit) =>
      call('record drops', () => world.record.dropTombstones(kind, before, limit)),
    addDeadLetter: (letter) => call('record buries', () => world.record.addDeadLetter(letter)),
  }
}
