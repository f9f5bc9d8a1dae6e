/**
 * Checks ports of 127.0.0.1 before the runtime takes one, because its own error for a taken port is many lines long.
 */
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const attempts = 10
const pauseMs = 50

/** Throws a one-line error when something else listens there. 0 is always free. */
export async function assertPortFree(port: number): Promise<void> {
  if (port === 0) return
  let refusal = await tryPort(port)
  // A runtime that has just ended releases its port a moment later.
  for (let attempt = 1; refusal === 'EADDRINUSE' && attempt < attempts; attempt++) {
    await wait(pauseMs)
    refusal = await tryPort(port)
  }
  if (refusal === null) return
  const reason = refusal === 'EADDRINUSE' ? 'is in use' : `cannot be used (${refusal})`
  throw new Error(`port ${port} ${reason}; choose another with PORT=<number>`)
}

/** @returns the reason why the port is not available, or null */
async function tryPort(port: number): Promise<string | null> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)))
  })
}
