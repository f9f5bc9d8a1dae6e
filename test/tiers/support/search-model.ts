/** The expected results of a search, computed in memory from the same terms: both databases must give them. */
import { indexTerms, type QueryTerm, queryTerms, type SearchTerm } from '../../../src/domain/search/terms.ts'
import type { LoadedProduct } from '../../../src/tiers/record/record.ts'

type Texts = Parameters<typeof indexTerms>[0]

/** The sum of each term's best weight, doubled for an exact term; null if too few of the wanted terms match. */
function scoreOf(terms: readonly SearchTerm[], wanted: readonly QueryTerm[]): number | null {
  let score = 0
  let missedLoose = 0
  for (const { term, prefix, loose } of wanted) {
    const hits = terms.map((each) => {
      if (each.term === term) return 2 * each.weight
      return prefix && each.term.startsWith(term) ? each.weight : 0
    })
    const best = Math.max(0, ...hits)
    if (best === 0 && !loose) return null
    if (best === 0) missedLoose += 1
    score += best
  }
  const loose = wanted.filter((each) => each.loose).length
  return loose > 0 && missedLoose * 2 >= loose ? null : score
}

export function finds(texts: Texts, query: string): boolean {
  const wanted = queryTerms(query)
  return wanted.length > 0 && scoreOf(indexTerms(texts), wanted) !== null
}

/** SKUs of the active products, the best first. */
export function modelOf(products: readonly LoadedProduct[]): (query: string) => readonly string[] {
  const indexed = products
    .filter(({ status }) => status === 'active')
    .map((product) => ({ sku: product.sku, terms: indexTerms(product) }))
  return (query) => {
    const wanted = queryTerms(query)
    return indexed
      .flatMap(({ sku, terms }) => {
        const score = scoreOf(terms, wanted)
        return score === null ? [] : [{ sku, score }]
      })
      .sort((a, b) => b.score - a.score || (a.sku < b.sku ? -1 : 1))
      .map(({ sku }) => sku)
  }
}
