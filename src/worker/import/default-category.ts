/** The category of products that were imported without one; the import writes it when the record does not have it. */
import { DEFAULT_CATEGORY } from '../../contract/http/import.ts'
import { type Author, auditEntry } from '../../domain/audit.ts'
import { changesOf } from '../../domain/catalogue/changes.ts'
import type { Category } from '../../domain/product.ts'
import type { CategoryWrite } from '../../tiers/record/record.ts'

const NAMES: Readonly<Record<string, string>> = {
  de: 'Sonstiges',
  en: 'Other',
  es: 'Otros',
  fr: 'Divers',
  ja: 'その他',
  ko: '기타',
  zh: '其他',
}
/** Rank after all other categories. */
const LAST = 1_000_000

/** The category's name in each locale, in English where NAMES has no other word. */
export function defaultCategory(locales: readonly string[], author: Author, now: number): CategoryWrite {
  const name = Object.fromEntries(locales.map((locale) => [locale, NAMES[locale.slice(0, 2)] ?? 'Other']))
  const category: Category = { id: DEFAULT_CATEGORY, parent: null, name, rank: LAST, version: 1 }
  return { category, audit: auditEntry(author, 'import', `category:${category.id}`, changesOf(null, category), now) }
}
