/** A proxy that simulates distance: it delays every byte by half of the round-trip time in each direction. */

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export interface Distance {
  readonly url: string
  close(): Promise<void>
}

/** @param roundTripMs extra time of a request and its answer; kept connections have no delayed set-up */
export async function startDistance(target: string, roundTripMs: number): Promise<Distance> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), noDelay: true })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => void setTimeout(() => to.write(chunk), roundTripMs / 2))
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      // Both sides close together, so the client sees a broken connection.
      from.on('error', () => {})
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The cast: a TCP server that listens always has an AddressInfo; the string is for pipes.
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
