/** Serves static files of the build through the worker, which adds the common header fields. */
import type { Context } from 'hono'
import { unavailable } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'

/** Null when the file does not exist. Throws `unavailable` if the platform does not answer. */
export async function staticFile(
  c: Context<AppEnv>,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const found = await c.env.ASSETS.fetch(new URL(path, c.req.url))
  if (found.ok) return new Response(found.body, { headers: fields })
  if (found.status === 404) return null
  throw unavailable('The file cannot be read right now. Try again.')
}
