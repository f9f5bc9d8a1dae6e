/**
 * Open transactions, one connection each. A transaction ends by COMMIT, by ROLLBACK or by the server (20 s, deadlock,
 * lost connection). Invariant: after the end no statement of the transaction is ever executed outside of it.
 */
import type { Pool, PoolConnection } from 'mysql2/promise'

interface OpenTransaction {
  readonly connection: PoolConnection
  readonly limit: NodeJS.Timeout
  /** Settles when the transaction ends under a statement: a destroyed connection leaves that statement unanswered. */
  readonly over: PromiseWithResolvers<Ended>
  busy: boolean
}

export interface Ended {
  readonly reason: string
  /**
   * True when the server rolled back by itself and accepts a ROLLBACK; after a time-out even a ROLLBACK is an error.
   */
  readonly rollbackAccepted: boolean
}

const rememberedEnds = 1000

export type Use<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'busy' }
  | { readonly kind: 'ended'; readonly ended: Ended }

export class Transactions {
  readonly #pool: Pool
  readonly #limitMs: number
  readonly #open = new Map<string, OpenTransaction>()
  readonly #ended = new Map<string, Ended>()
  #lastId = BigInt(Date.now()) * 1_000_000n

  constructor(pool: Pool, limitMs: number) {
    this.#pool = pool
    this.#limitMs = limitMs
  }

  /** @returns the new transaction's id. Throws the database's error. */
  async begin(sql: string): Promise<string> {
    const connection = await this.#pool.getConnection()
    try {
      await connection.query(sql)
    } catch (error) {
      connection.destroy()
      throw error
    }
    this.#lastId += 1n
    const id = String(this.#lastId)
    const limit = setTimeout(() => this.#expire(id), this.#limitMs)
    this.#open.set(id, { connection, limit, over: Promise.withResolvers(), busy: false })
    return id
  }

  /**
   * Runs `work` exclusively on the transaction's connection. Throws its error, unless the transaction ended meanwhile.
   */
  async use<Value>(id: string, work: (connection: PoolConnection) => Promise<Value>): Promise<Use<Value>> {
    const transaction = this.#open.get(id)
    if (transaction === undefined) {
      return { kind: 'ended', ended: this.#ended.get(id) ?? { reason: 'not found', rollbackAccepted: false } }
    }
    if (transaction.busy) return { kind: 'busy' }
    transaction.busy = true
    const over = transaction.over.promise.then((ended) => ({ kind: 'ended', ended }) as const)
    const done = work(transaction.connection).then((value) => ({ kind: 'done', value }) as const)
    try {
      return await Promise.race([over, done])
    } finally {
      transaction.busy = false
    }
  }

  /** Call this when the transaction is over and its connection is clean. */
  release(id: string): void {
    this.#close(id)?.connection.release()
  }

  /** Call this when the transaction is over and the state of its connection is unknown. */
  abandon(id: string, ended: Ended): void {
    const transaction = this.#close(id)
    if (transaction === undefined) return
    this.#remember(id, ended)
    transaction.connection.destroy()
    transaction.over.resolve(ended)
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.#close(id)?.connection.destroy()
  }

  #close(id: string): OpenTransaction | undefined {
    const transaction = this.#open.get(id)
    if (transaction !== undefined) clearTimeout(transaction.limit)
    this.#open.delete(id)
    return transaction
  }

  #expire(id: string): void {
    const thread = this.#open.get(id)?.connection.threadId
    const reason = `ended at ${new Date().toISOString()} (exceeded timeout: ${this.#limitMs / 1000}s)`
    this.abandon(id, { reason, rollbackAccepted: false })
    // Closing a socket does not stop a running statement. The statement may already be gone, so failures are ignored.
    if (typeof thread === 'number') this.#pool.query(`KILL ${thread}`).catch(() => {})
  }

  #remember(id: string, ended: Ended): void {
    this.#ended.set(id, ended)
    const oldest = this.#ended.keys().next().value
    if (this.#ended.size > rememberedEnds && oldest !== undefined) this.#ended.delete(oldest)
  }
}
