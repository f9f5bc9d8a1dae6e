/** The locales that a request accepts, from its query and its Accept-Language header. */
import type { RequestContext } from '../context.ts'

/** Characters of a header that are read. */
const MAX_READ_LENGTH = 256
/** Upper bound of the cache: browsers repeat their headers, but a hostile client may send any number of others. */
const MAX_REMEMBERED = 1000
const remembered = new WeakMap<readonly string[], Map<string, readonly string[]>>()

/**
 * The locales that a request accepts, best first: `?locale=`, then Accept-Language, then the deployment's own order.
 * Equal inputs return the same array, so that answers can be cached by it.
 */
export function localesFor(
  wanted: string | undefined,
  acceptLanguage: string | undefined,
  offered: readonly string[],
): readonly string[] {
  if (!wanted && !acceptLanguage) return offered
  const key = wanted ? `=${wanted}` : (acceptLanguage ?? '').slice(0, MAX_READ_LENGTH)
  const known = remembered.get(offered) ?? new Map<string, readonly string[]>()
  remembered.set(offered, known)
  const found = known.get(key) ?? choose(wanted, acceptLanguage, offered)
  if (known.size >= MAX_REMEMBERED) known.clear()
  known.set(key, found)
  return found
}

function choose(
  wanted: string | undefined,
  acceptLanguage: string | undefined,
  offered: readonly string[],
): readonly string[] {
  const asked = wanted ? [wanted] : weighed(acceptLanguage)
  if (asked.length === 0) return offered
  const matched = asked.flatMap((tag) => offered.find((locale) => matches(locale, tag)) ?? [])
  return [...new Set([...matched, ...offered])]
}

/** The ranges of an Accept or Accept-Language header, best first (RFC 9110, 12.4.2); malformed ones are skipped. */
export function weighed(header: string | undefined): readonly string[] {
  if (!header) return []
  const ranges = header
    .slice(0, MAX_READ_LENGTH)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(';')
      const quality = weight ? Number(weight.trim().replace(/^q=/, '')) : 1
      return { tag: tag.trim(), quality: Number.isFinite(quality) ? quality : 0 }
    })
  return ranges
    .filter(({ tag, quality }) => tag !== '' && tag !== '*' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}

/** True when both are equal, or one is a prefix of the other by whole subtags (RFC 4647 basic filtering, both ways). */
function matches(locale: string, tag: string): boolean {
  const [a, b] = [locale.toLowerCase(), tag.toLowerCase()]
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`)
}

export function locales(c: RequestContext): readonly string[] {
  const known = c.get('locales')
  if (known) return known
  const found = localesFor(c.req.query('locale'), c.req.header('accept-language'), c.get('ports').config.LOCALES)
  c.set('locales', found)
  return found
}

/** The best of them. */
export function localeOf(c: RequestContext): string {
  return locales(c)[0] ?? ''
}
