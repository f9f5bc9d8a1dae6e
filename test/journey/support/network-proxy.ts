/**
 * A proxy of TCP connections in front of a worker, for the failures of a network: connections that are cut, and a network
 * that swallows everything without closing anything.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class NetworkProxy {
  readonly #server: Server
  readonly #pairs = new Set<readonly [client: Socket, worker: Socket]>()
  #isSwallowing = false

  private constructor(port: number) {
    this.#server = createServer({ pauseOnConnect: true }, (client) => {
      const worker = connect(port, '127.0.0.1')
      const pair = [client, worker] as const
      this.#pairs.add(pair)
      const end = () => {
        this.#pairs.delete(pair)
        client.destroy()
        worker.destroy()
      }
      for (const socket of pair) socket.on('error', end).on('close', end)
      if (!this.#isSwallowing) this.#join(pair)
    })
  }

  /** @param target such as `http://127.0.0.1:8787` */
  static async before(target: string): Promise<NetworkProxy> {
    const proxy = new NetworkProxy(Number(new URL(target).port))
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resets every connection; new ones work. */
  cut(): void {
    for (const [client] of this.#pairs) client.resetAndDestroy()
  }

  /** From now on nothing arrives on either side, on old and on new connections, and none of them ends. */
  swallow(): void {
    this.#isSwallowing = true
    for (const [client, worker] of this.#pairs) {
      client.unpipe(worker).pause()
      worker.unpipe(client).pause()
    }
  }

  /** Everything that was held up arrives now, as packets that are sent again do. */
  restore(): void {
    this.#isSwallowing = false
    for (const pair of this.#pairs) this.#join(pair)
  }

  async stop(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join([client, worker]: readonly [Socket, Socket]): void {
    client.pipe(worker)
    worker.pipe(client)
  }
}
