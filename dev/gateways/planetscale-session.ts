/**
 * The opaque session of the PlanetScale API. Its state travels with the client and is signed: a client that does not
 * echo the newest session is outside of its transaction, exactly as with the hosted service.
 */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

export interface Session {
  readonly signature: string
  readonly vitessSession: VitessSession
}

interface VitessSession {
  readonly TargetString: string
  readonly autocommit: true
  readonly options: { readonly includedFields: 'ALL'; readonly clientFoundRows: true }
  readonly DDLStrategy: 'direct'
  readonly SessionUUID: string
  readonly enableSystemSettings: true
  readonly inTransaction?: true
  readonly shardSessions?: readonly [{ readonly transactionId: string }]
}

export class Sessions {
  readonly #key = randomBytes(32)
  readonly #database: string

  constructor(database: string) {
    this.#database = database
  }

  create(): Session {
    return this.#sign({
      TargetString: this.#database,
      autocommit: true,
      options: { includedFields: 'ALL', clientFoundRows: true },
      DDLStrategy: 'direct',
      SessionUUID: randomUUID(),
      enableSystemSettings: true,
    })
  }

  /** @returns the session that the client echoed, or null when this gateway did not sign it. */
  verify(value: unknown): Session | null {
    if (typeof value !== 'object' || value === null || !('signature' in value) || !('vitessSession' in value))
      return null
    if (typeof value.signature !== 'string') return null
    const signature = Buffer.from(value.signature, 'base64')
    const expected = this.#mac(value.vitessSession)
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null
    // The cast: the signature proves that sign() made it.
    return value as Session
  }

  /** Returns the same session inside the transaction, or outside of any transaction for null. */
  within(session: Session, transactionId: string | null): Session {
    const { inTransaction: _, shardSessions: __, ...outside } = session.vitessSession
    if (transactionId === null) return this.#sign(outside)
    return this.#sign({ ...outside, inTransaction: true, shardSessions: [{ transactionId }] })
  }

  #sign(vitessSession: VitessSession): Session {
    return { signature: this.#mac(vitessSession).toString('base64'), vitessSession }
  }

  #mac(vitessSession: unknown): Buffer {
    return createHmac('sha256', this.#key).update(JSON.stringify(vitessSession)).digest()
  }
}

export function transactionOf(session: Session): string | null {
  return session.vitessSession.shardSessions?.[0].transactionId ?? null
}
