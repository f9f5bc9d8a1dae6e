/** Reads the manifest of the static files. */

import { staticJson } from '../../contract/static-json.ts'
import type { Manifest } from './manifest.ts'

/** Rejects when the platform cannot read its static files; the next request tries again. */
export const manifestOf = staticJson<Manifest>('manifest.json')
