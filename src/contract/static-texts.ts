/** Reads the long texts of the worker, once for each isolate. */
import type { STATIC_TEXTS } from '../domain/static-texts.ts'
import { staticJson } from './static-json.ts'

export type StaticTexts = typeof STATIC_TEXTS

/** Rejects when the platform cannot read its static files; the next call tries again. */
export const staticTexts = staticJson<StaticTexts>('texts.json')
