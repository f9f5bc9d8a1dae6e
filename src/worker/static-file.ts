/** Static files of the build, through the worker: it gives them the header fields of all answers. */
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'

/** Null when there is no such file. */
export async function staticFile(
  c: Context<AppEnv>,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const found = await c.env.ASSETS.fetch(new URL(path, c.req.url))
  return found.ok ? new Response(found.body, { headers: fields }) : null
}
