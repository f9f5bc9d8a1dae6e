/** Keep-alive connections, one per client. A request whose connection breaks is sent once more if it is repeatable. */
import { type Answer, type Call, Connection, textOf } from '../driver.ts'

/** Below five seconds, after which servers close an idle connection. */
const IDLE_MS = 3_500

export class Clients {
  readonly #url: URL
  readonly #connections: (Connection | undefined)[] = []

  constructor(url: string) {
    this.#url = new URL(url)
  }

  /** Null when no answer came in time: the connection is closed, and the request may or may not have been applied. */
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
    // Closing the connection rejects the pending request.
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
