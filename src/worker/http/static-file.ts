/** Static files of the build: served through the worker, which adds the common header fields, and texts of its pages. */
import type { Context } from 'hono'
import { unavailable } from '../../contract/problem.ts'
import { type StaticTexts, staticTexts } from '../../contract/static-texts.ts'
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

/** The long texts of the worker's own pages. Fails closed: throws `unavailable` if they cannot be read. */
export async function textsFor(c: Context<AppEnv>): Promise<StaticTexts> {
  return staticTexts(c.env).catch(() => {
    throw unavailable('The texts of the page cannot be read right now. Try again.')
  })
}
