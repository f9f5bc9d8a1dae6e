/** A design under load test: its address, its copies, and a way to kill it. Each design runs in a host process. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { createPool } from 'mysql2/promise'
import { Driver } from '../driver.ts'
import type { Guest } from '../shop.ts'
import { each, type Places } from './copies.ts'
import type { FromHost, ToHost } from './host.ts'
import type { Addresses } from './hosted.ts'
import type { Units } from './journal.ts'

export type DesignName = 'pannier' | 'classic'
export const DESIGNS: readonly DesignName[] = ['pannier', 'classic']

const HOST = fileURLToPath(import.meta.resolve('./host.ts'))

export class Design {
  readonly name: DesignName
  readonly onHand: Units
  /** Units that orders of earlier runs hold. */
  heldBefore: Units = {}
  readonly #host: ChildProcess
  #addresses: Addresses
  #driver: Driver

  private constructor(name: DesignName, onHand: Units, host: ChildProcess, addresses: Addresses) {
    this.name = name
    this.onHand = onHand
    this.#host = host
    this.#addresses = addresses
    this.#driver = new Driver(addresses.url)
  }

  static async start(name: DesignName, onHand: Units): Promise<Design> {
    // Detached, so that a terminal's interrupt reaches only the parent, which ends the host in its own order.
    const host = fork(HOST, [name, JSON.stringify(onHand)], { detached: true })
    return new Design(name, onHand, host, await addressesFrom(host))
  }

  get url(): string {
    return this.#addresses.url
  }

  /** Process id, or 0 when the process has ended. */
  get pid(): number {
    return this.#host.pid ?? 0
  }

  async guests(count: number): Promise<readonly Guest[]> {
    const guests: Guest[] = []
    await each(Array.from({ length: count }), async () => {
      const { body } = await this.#driver.call({ method: 'POST', path: '/v1/auth/guest', repeatable: true })
      // The cast: the contract's answer to a new guest.
      const { accessToken, user } = JSON.parse(body) as { accessToken: string; user: { id: string } }
      guests.push({ id: user.id, token: accessToken })
    })
    return guests
  }

  /** Kills the design at once; resolves when the design answers again. */
  async kill(): Promise<void> {
    const message: ToHost = 'kill'
    this.#host.send(message)
    this.#addresses = await addressesFrom(this.#host)
  }

  async withPlaces<Value>(work: (places: Places) => Promise<Value>): Promise<Value> {
    const { redisUrl, mysqlUrl, admin } = this.#addresses
    const redis = new Redis(redisUrl)
    const mysql = createPool({ uri: mysqlUrl, connectionLimit: 4 })
    try {
      const adminToken = admin === null ? '' : await this.#signIn(admin)
      return await work({ driver: this.#driver, adminToken, redis, mysql })
    } finally {
      redis.disconnect()
      await mysql.end()
    }
  }

  async stop(): Promise<void> {
    this.#driver.close()
    const ended = once(this.#host, 'exit')
    this.#host.disconnect()
    await ended
  }

  async #signIn(body: NonNullable<Addresses['admin']>): Promise<string> {
    const answer = await this.#driver.call({ method: 'POST', path: '/v1/auth/login', body, repeatable: true })
    return (JSON.parse(answer.body) as { accessToken: string }).accessToken
  }
}

async function addressesFrom(host: ChildProcess): Promise<Addresses> {
  const [message] = (await Promise.race([once(host, 'message'), endOf(host)])) as [FromHost]
  if ('failed' in message) throw new Error(message.failed)
  return message.addresses
}

async function endOf(host: ChildProcess): Promise<[FromHost]> {
  await once(host, 'exit')
  return [{ failed: 'the process of a design ended' }]
}
