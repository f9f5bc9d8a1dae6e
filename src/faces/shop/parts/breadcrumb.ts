/** The way from the home page to a category or product, for people and for search engines. */
import { html } from 'hono/html'
import type { CategoryBody } from '../../../contract/answers/catalogue.ts'
import type { Page } from '../page.ts'
import { FRAME_TEXTS } from '../texts/frame.ts'
import type { Html } from '../view.ts'

interface Step {
  readonly id: string
  readonly name: string
}

/** The category and its ancestors, beginning at the top; empty if the category does not exist. */
export function trailTo(tree: readonly CategoryBody[], id: string): readonly CategoryBody[] {
  for (const category of tree) {
    if (category.id === id) return [category]
    const below = trailTo(category.children, id)
    if (below.length > 0) return [category, ...below]
  }
  return []
}

export function breadcrumb(page: Page, categories: readonly Step[]): Html {
  const texts = page.texts(FRAME_TEXTS)
  return html`<nav class="breadcrumb" aria-label="${texts.breadcrumb}"><ol><li><a href="${page.path('/')}">${texts.home}</a></li>
${categories.map(({ id, name }) => html`<li><a href="${page.path(`/c/${encodeURIComponent(id)}`)}">${name}</a></li>`)}</ol></nav>`
}

/** @param last the product at the end, if the page is one's */
export function breadcrumbData(page: Page, categories: readonly Step[], last?: { name: string; path: string }): object {
  const steps = [
    { name: page.texts(FRAME_TEXTS).home, path: page.path('/') },
    ...categories.map(({ id, name }) => ({ name, path: page.path(`/c/${encodeURIComponent(id)}`) })),
    ...(last ? [last] : []),
  ]
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(({ name, path }, place) => ({
      '@type': 'ListItem',
      position: place + 1,
      name,
      item: `${page.origin}${path}`,
    })),
  }
}
