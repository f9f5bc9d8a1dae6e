/** A receiver of webhooks on this machine, over HTTP. Its answers and their order are the test's. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly id: string
  readonly type: string
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly receivedAt: number
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

export type Answers = (received: Received, response: ServerResponse) => void

export const accept: Answers = (_, response) => void response.writeHead(200).end('thanks')

export class Receiver {
  readonly #server = createServer((request, response) => this.#take(request, response))
  /** Everything that arrived, also what was not accepted. */
  readonly all: Received[] = []
  readonly accepted: Received[] = []
  answer: Answers

  constructor(answer: Answers = accept) {
    this.answer = answer
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    // The cast: the server listens on a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`
  }

  /** The types of the accepted events of a subject, in the order of their first acceptance. */
  typesOf(subject: string): readonly string[] {
    const its = this.accepted.filter((each) => each.subject === subject)
    return [...new Map(its.map(({ id, type }) => [id, type])).values()]
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { id, type, subject, at } = JSON.parse(body)
      const { headers } = request
      const received = { id, type, subject, at: Date.parse(at), receivedAt: Date.now(), body, headers }
      this.all.push(received)
      response.on('finish', () => {
        if (response.statusCode < 300) this.accepted.push(received)
      })
      this.answer(received, response)
    })
  }
}
