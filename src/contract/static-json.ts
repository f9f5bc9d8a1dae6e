/**
 * Reads a JSON file of the build once for each isolate. Invariant: no request waits for the read of another one, which
 * would never end if the platform cancelled that request with its client's connection.
 */
import type { Env } from './env.ts'

/**
 * @param name of a file in dist/assets that the build wrote as JSON of this type
 * @returns a reader that rejects when the platform cannot read the file; the next request tries again
 */
export function staticJson<T>(name: string): (env: Pick<Env, 'ASSETS'>) => Promise<T> {
  const kept = new WeakMap<object, { readonly value: T }>()
  return async (env) => {
    const known = kept.get(env)
    if (known) return known.value
    const found = await env.ASSETS.fetch(`https://assets.invalid/${name}`)
    if (!found.ok) throw new Error(`the static file ${name} cannot be read: ${found.status}`)
    // The cast: the build wrote the file.
    const value = (await found.json()) as T
    kept.set(env, { value })
    return value
  }
}
