/** A worker's hook as the relay sees it: it accepts signed notices and counts their products. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { catalogueHookBody } from '../../../src/contract/http/hooks.ts'
import { verifyWebhook } from '../../../src/contract/standard-webhooks.ts'

export const HOOK_SECRET = `whsec_${btoa('a secret only for these tests, 32')}`

export class HookReceiver {
  /** The status for signed notices; they count if it is 200. */
  answer = 200
  readonly skus = new Set<string>()
  /** The products of each notice. */
  sizes: number[] = []
  categories = 0
  forged = 0
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      response.writeHead(await this.#take(request)).end('{}')
    })
  }

  static async start(): Promise<HookReceiver> {
    const receiver = new HookReceiver()
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  forget(): void {
    this.skus.clear()
    this.sizes = []
    this.categories = 0
  }

  async #take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const header = (name: string) => request.headers[name]?.toString()
    const genuine = await verifyWebhook(HOOK_SECRET, header, text, Date.now())
    if (!genuine || request.url !== '/v1/hooks/catalogue') {
      this.forged += 1
      return 401
    }
    if (this.answer === 200) {
      const { products, categories } = catalogueHookBody.parse(JSON.parse(text))
      for (const { sku } of products) this.skus.add(sku)
      this.sizes.push(products.length)
      if (categories) this.categories += 1
    }
    return this.answer
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
