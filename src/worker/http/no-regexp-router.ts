/**
 * Replaces Hono's RegExpRouter in the bundle (dev/left-out.ts). It refuses the worker's paths, because one like
 * /v1/admin/orders/search stands beside /v1/admin/orders/:id/notes: Hono then uses its TrieRouter for all routes.
 */
import { UnsupportedPathError } from 'hono/router'

export class RegExpRouter {
  add(): never {
    throw new UnsupportedPathError()
  }
}
