/** Requests that are repeated until they are answered, while the runtime is killed again and again. */
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Worker } from './worker.ts'

export interface Answered {
  readonly status: number
  readonly body: { readonly code?: string; readonly requestId?: string }
}

type Send = () => Promise<{ readonly status: number; text(): Promise<string> }>

/** One of this many answers is lost on its way to the client, who sends the request again. */
const LOST_EVERY = 5
const GIVE_UP_MS = 30_000

/** Another request of the same cart is under way, or an order is giving lines back at this moment. */
const AGAIN = ['in_progress', 'checkout_in_progress', 'cart_changed']

export class Killing {
  readonly #worker: Worker
  readonly #kills: number
  readonly killed = new Set<number>()
  answered = 0
  /** Attempts whose outcome is unknown: the connection ended, or 503. */
  lost = 0
  #killAt = randomInt(10, 40)

  constructor(worker: Worker, kills: number) {
    this.#worker = worker
    this.#kills = kills
  }

  /** Sends the same request again until there is an answer. */
  async untilAnswered(send: Send): Promise<Answered> {
    const giveUpAt = Date.now() + GIVE_UP_MS
    let loseNext = randomInt(LOST_EVERY) === 0
    while (Date.now() < giveUpAt) {
      const answer = await send()
        .then(async (reply) => ({ status: reply.status, body: JSON.parse(await reply.text()) as Answered['body'] }))
        // The answer was cut off.
        .catch(() => null)
      if (answer === null || answer.status === 503) this.lost += 1
      else if (!AGAIN.includes(answer.body.code ?? '')) {
        if (!loseNext) {
          this.answered += 1
          this.#killNowAndThen()
          return answer
        }
        loseNext = false
        continue
      }
      await wait(50)
    }
    throw new Error(`no answer within ${GIVE_UP_MS} ms`)
  }

  async accepted(send: Send, status = 200): Promise<object> {
    const answer = await this.untilAnswered(send)
    expect(answer.status, this.told(answer)).toBe(status)
    return answer.body
  }

  /** An answer with the worker's log lines for it. */
  told({ status, body }: Answered): string {
    const logged = this.#worker.logs.filter(({ requestId }) => requestId !== undefined && requestId === body.requestId)
    return JSON.stringify({ status, body, logged })
  }

  /** Runs once in each series of answers, while all other requests wait. */
  #killNowAndThen(): void {
    const pid = this.#worker.workerdPid()
    if (this.killed.size === this.#kills || this.answered < this.#killAt || this.killed.has(pid)) return
    this.killed.add(pid)
    this.#killAt = this.answered + randomInt(10, 40)
    process.kill(pid, 'SIGKILL')
  }
}
