/** Reads the manifest of the static files. */
import type { Manifest } from './manifest.ts'
import { staticJson } from './static-json.ts'

/** Rejects when the platform cannot read its static files; the next request tries again. */
export const manifestOf = staticJson<Manifest>('manifest.json')
