/** Values in memory: for Node, and for browsers that refuse to store anything. */
import type { Storage } from './ports.ts'

export function memoryStorage(values: Map<string, unknown> = new Map()): Storage {
  let last: Promise<unknown> = Promise.resolve()
  return {
    transact(run) {
      const done = last.then(async () => {
        const written = new Map<string, unknown>()
        const result = await run({
          get: async (key) => (written.has(key) ? written.get(key) : values.get(key)),
          put: (key, value) => void written.set(key, value),
        })
        for (const [key, value] of written) values.set(key, value)
        return result
      })
      last = done.catch(() => undefined)
      return done
    },
  }
}
