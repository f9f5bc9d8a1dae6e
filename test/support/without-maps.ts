/**
 * Leaves out the source maps of sources and packages when `npm test` runs a ring, because a runtime that loads all modules
 * for each file spent a quarter of its time on them. Tests keep theirs. Vitest started by hand names every exact line.
 */
import type { Plugin } from 'vitest/config'

/** @param tests the folder whose modules keep their maps */
export function withoutMaps(tests: string): Plugin {
  return {
    name: 'without-maps',
    enforce: 'post',
    apply: () => process.env.PANNIER_TEST_MAPS === 'off',
    transform: (code, id) => (id.startsWith(tests) ? null : { code, map: { mappings: '' } }),
  }
}
