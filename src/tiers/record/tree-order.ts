/** The tree of categories in depth-first order, siblings by rank, then id. */
import type { Category } from '../../domain/product.ts'

/** Every category once: one whose parent is missing counts as a root, and a cycle is cut where the walk enters it. */
function treeOrder(categories: readonly Category[]): readonly Category[] {
  const ids = new Set(categories.map((category) => category.id))
  const children = Map.groupBy(
    [...categories].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1)),
    (category) => (category.parent !== null && ids.has(category.parent) ? category.parent : null),
  )
  const ordered = new Map<string, Category>()
  const walk = (siblings: readonly Category[] = []) => {
    for (const category of siblings) {
      if (ordered.has(category.id)) continue
      ordered.set(category.id, category)
      walk(children.get(category.id))
    }
  }
  walk(children.get(null))
  walk(categories)
  return [...ordered.values()]
}

/** Merges loaded categories over the stored ones, in tree order. */
export function mergeTree(stored: readonly Category[], loaded: readonly Category[]): readonly Category[] {
  const merged = new Map([...stored, ...loaded].map((category) => [category.id, category]))
  return treeOrder([...merged.values()])
}
