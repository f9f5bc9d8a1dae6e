/** Ports of 127.0.0.1, looked at before the runtime takes one: its own words for a taken port are many lines. */
import { createServer } from 'node:net'

/** Throws in one line when something else listens there. 0 is always free. */
export async function assertPortFree(port: number): Promise<void> {
  if (port === 0) return
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`
      reject(new Error(`port ${port} ${reason}; choose another with PORT=<number>`))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
