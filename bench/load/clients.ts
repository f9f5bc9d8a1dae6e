/** The clients' connections: one each, kept alive. A request whose connection breaks is sent once more, if it may be. */
import { type Answer, type Call, Connection, textOf } from '../driver.ts'

/** Servers close an idle connection after five seconds. */
const IDLE_MS = 3_500

export class Clients {
  readonly #url: URL
  readonly #connections: (Connection | undefined)[] = []

  constructor(url: string) {
    this.#url = new URL(url)
  }

  /** Null when no answer came by then: the connection is closed, and the request may or may not have been applied. */
  async send(client: number, call: Call, deadlineAt: number): Promise<Answer | null> {
    const answer = await this.#try(client, call, deadlineAt)
    const isOver = performance.now() >= deadlineAt
    return answer !== null || isOver || !call.repeatable ? answer : this.#try(client, call, deadlineAt)
  }

  close(): void {
    for (const connection of this.#connections.splice(0)) connection?.close()
  }

  async #try(client: number, call: Call, deadlineAt: number): Promise<Answer | null> {
    const connection = this.#open(client)
    // Closing it rejects what waits for an answer.
    const timer = setTimeout(() => connection.close(), Math.max(1, deadlineAt - performance.now()))
    try {
      return await connection.send(textOf(this.#url, call))
    } catch {
      return null
    } finally {
      clearTimeout(timer)
    }
  }

  #open(client: number): Connection {
    let connection = this.#connections[client]
    if (connection === undefined || !connection.isFresh(IDLE_MS)) {
      connection?.close()
      connection = new Connection(this.#url)
      this.#connections[client] = connection
    }
    return connection
  }
}
