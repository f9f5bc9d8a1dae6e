/** Compares the bearer token of a scrape in constant time. */

const encoder = new TextEncoder()

/** Digests have the same length, so the comparison reveals neither length nor content. */
export async function isMetricsToken(header: string, token: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest('SHA-256', encoder.encode(text))
  const [given, wanted] = await Promise.all([digest(header.replace(/^bearer +/i, '')), digest(token)])
  return crypto.subtle.timingSafeEqual(given, wanted) && /^bearer /i.test(header)
}
