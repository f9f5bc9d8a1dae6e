/** Reads the manifest of the static files, once for each isolate. */
import type { Env } from '../../contract/env.ts'
import type { Manifest } from './manifest.ts'

const kept = new WeakMap<Env, Promise<Manifest>>()

/** Rejects when the platform cannot read its static files; the next request tries again. */
export function manifestOf(env: Env): Promise<Manifest> {
  const known = kept.get(env)
  if (known) return known
  const reading = readManifest(env)
  kept.set(env, reading)
  reading.catch(() => kept.delete(env))
  return reading
}

async function readManifest(env: Env): Promise<Manifest> {
  const found = await env.ASSETS.fetch('https://assets.invalid/manifest.json')
  if (!found.ok) throw new Error(`the manifest of static files cannot be read: ${found.status}`)
  // The cast: dev/shop-assets.ts wrote it.
  return (await found.json()) as Manifest
}
