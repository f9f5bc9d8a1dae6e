/** Bytes over a plain socket, which no HTTP client would send. */
import { connect } from 'node:net'

export interface RawAnswer {
  /** The status of the answer; null if the connection ended without one. */
  readonly status: number | null
  readonly text: string
  /** The number of bytes that the other side accepted. */
  readonly sentBytes: number
}

/** Sends the parts one after another until there is an answer or the other side hangs up. Times out after 20 s. */
export function sendRaw(url: string, parts: Iterable<string | Uint8Array>): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const rest = parts[Symbol.iterator]()
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname)
    const settle = () => {
      const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(received) ?? []
      resolve({ status: status ? Number(status) : null, text: received, sentBytes: socket.bytesWritten })
      socket.destroy()
    }
    const pump = () => {
      for (let next = rest.next(); !next.done; next = rest.next()) {
        if (!socket.write(next.value)) return
      }
    }
    socket.setTimeout(20_000, () => {
      reject(new Error(`no answer within 20 s, but ${JSON.stringify(received)}`))
      socket.destroy()
    })
    socket.on('connect', pump).on('drain', pump)
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      // Every answer here is short: it arrives whole, or the connection ends.
      if (isWhole(received)) settle()
    })
    // A reset after the answer means that the other side refused the rest of the body.
    socket.on('error', settle).on('close', settle)
  })
}

function isWhole(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n', 2)
  const [, length] = /^content-length: (\d+)$/im.exec(head) ?? []
  return body !== undefined && length !== undefined && body.length >= Number(length)
}
