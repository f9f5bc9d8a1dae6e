/** The claim of one e-mail address over the shared mechanism. A claim without an owner is deleted after an hour. */
import type { ClaimTarget } from '../../contract/rpc/claim.ts'
import {
  CLAIM_SCHEMA,
  type ClaimCommand,
  type ClaimRefusal,
  decide,
  GIVEN_UP,
  GIVEN_UP_MS,
  lapsesAt,
  ownerOf,
} from '../../domain/claim/claim.ts'
import type { Change } from '../../domain/rows.ts'
import { Aggregate } from '../aggregate/aggregate.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import type { Migration } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'

export class Claim implements ClaimTarget {
  readonly aggregate: Aggregate<ClaimCommand, object, Change, ClaimRefusal>

  constructor(key: string, storage: Storage, ports: AggregatePorts, migrations?: readonly Migration[]) {
    this.aggregate = new Aggregate(key, this.#definition(), storage, ports, migrations)
  }

  get owner(): string | null {
    return ownerOf(this.aggregate.rows)?.userId ?? null
  }

  async reserve(userId: string, ticket: string): Promise<boolean> {
    if (ownerOf(this.aggregate.rows)?.ticket === ticket) return true
    const outcome = await this.aggregate.writeOwn('reserve', { type: 'reserve', userId, ticket }, {}, 'claim')
    return outcome.status !== 'refused'
  }

  async release(ticket: string): Promise<void> {
    if (this.aggregate.rows.get(GIVEN_UP, ticket) !== undefined) return
    await this.aggregate.writeOwn('release', { type: 'release', ticket }, {}, 'claim')
  }

  #definition(): Definition<ClaimCommand, object, Change, ClaimRefusal> {
    return {
      kind: 'claim',
      schema: CLAIM_SCHEMA,
      ...ALWAYS_AWAKE,
      mayExpire: true,
      decide,
      evolve: (_rows, change) => [change],
      duties: {
        lapse: {
          list: GIVEN_UP,
          // The cast: the list holds only such rows.
          dueAt: (row) => (row as { at: number }).at + GIVEN_UP_MS,
          next: lapsesAt,
          act: async () => {
            this.aggregate.expire()
            return null
          },
        },
      },
    }
  }
}
