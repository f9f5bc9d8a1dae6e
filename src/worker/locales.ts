/** Which locales a request wants, best first: `?locale=`, then Accept-Language, then the deployment's own order. */
export function localesFor(
  wanted: string | undefined,
  acceptLanguage: string | undefined,
  offered: readonly string[],
): readonly string[] {
  const asked = wanted ? [wanted] : weighed(acceptLanguage)
  if (asked.length === 0) return offered
  const matched = asked.flatMap((tag) => offered.find((locale) => matches(locale, tag)) ?? [])
  return [...new Set([...matched, ...offered])]
}

/** What an Accept or Accept-Language asks for, best first (RFC 9110, 12.4.2); what is malformed is passed over. */
export function weighed(header: string | undefined): readonly string[] {
  if (!header) return []
  const ranges = header
    .slice(0, 256)
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

/** Equal, or one is a prefix of the other by whole subtags (RFC 4647, basic filtering, both ways). */
function matches(locale: string, tag: string): boolean {
  const [a, b] = [locale.toLowerCase(), tag.toLowerCase()]
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`)
}
