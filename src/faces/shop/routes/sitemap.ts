/** The sitemap for search engines, and robots.txt, which excludes the other pages. */
import { Hono } from 'hono'
import { bodyOf } from '../api.ts'
import type { Page, PageEnv } from '../page.ts'

/** The protocol allows 50,000 URLs in a file; a thousand products keep the file small and quick to make. */
const MAX_PRODUCTS = 1000
const PER_CALL = 100
const HOUR = { 'Cache-Control': 'public, max-age=3600' }

export const sitemapRoutes = new Hono<PageEnv>()
  .get('/sitemap.xml', async (c) => {
    const page = c.get('page')
    const [categories, products] = await Promise.all([page.categories(), skusOf(page)])
    const ids = categories.flatMap((category) => [category, ...category.children]).map(({ id }) => id)
    const paths = [
      '',
      '/products',
      ...ids.map((id) => `/c/${encodeURIComponent(id)}`),
      ...products.map((sku) => `/products/${encodeURIComponent(sku)}`),
    ]
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${paths.flatMap((path) => page.offered.map(({ language }) => entryOf(page, language, path))).join('\n')}
</urlset>`
    return c.body(text, 200, { 'Content-Type': 'application/xml; charset=UTF-8', ...HOUR })
  })
  .get('/robots.txt', (c) => {
    const page = c.get('page')
    const hidden = page.offered.flatMap(({ language }) =>
      ['cart', 'checkout', 'account', 'orders', 'sign-in'].map((name) => `Disallow: /${language}/${name}`),
    )
    const text = ['User-agent: *', 'Disallow: /v1/', ...hidden, '', `Sitemap: ${page.origin}/sitemap.xml`, ''].join(
      '\n',
    )
    return c.text(text, 200, HOUR)
  })

async function skusOf(page: Page): Promise<readonly string[]> {
  const skus: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null && skus.length < MAX_PRODUCTS) {
    const query = { limit: String(PER_CALL), ...(cursor && { cursor }) }
    const { items, nextCursor } = await bodyOf(page.api.v1.products.$get({ query }))
    for (const { sku } of items) skus.push(sku)
    cursor = nextCursor
  }
  return skus
}

function entryOf(page: Page, language: string, path: string): string {
  const at = (name: string) => escaped(`${page.origin}/${name}${path}`)
  const others = page.offered.map(
    ({ language: name, locale }) => `<xhtml:link rel="alternate" hreflang="${locale}" href="${at(name)}"/>`,
  )
  return `<url><loc>${at(language)}</loc>${others.join('')}</url>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
