/** The object of one e-mail address, named by its HMAC: binds the claim to its storage, the queue and the tiers. */

import type { Env } from '../../contract/env.ts'
import type { ClaimObject } from '../../contract/rpc/claim.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { AggregateDurableObject } from '../aggregate-object.ts'
import { objectPorts } from '../object-ports.ts'
import { Claim } from './claim.ts'

export class ClaimDurableObject extends AggregateDurableObject implements ClaimObject {
  readonly #claim: Claim
  protected readonly aggregate: Claim['aggregate']

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#claim = new Claim(this.name, durableStorage(ctx), objectPorts('claim', env))
    this.aggregate = this.#claim.aggregate
    this.awaken()
  }

  async owner(): Promise<string | null> {
    return this.#claim.owner
  }

  reserve(userId: string, ticket: string): Promise<boolean> {
    return this.#claim.reserve(userId, ticket)
  }

  release(ticket: string): Promise<void> {
    return this.#claim.release(ticket)
  }
}
