/** Which uploads products show, over either database: the words of products name them (domain/search/media-terms.ts). */
import { sql } from 'drizzle-orm'
import type { Media } from '../../domain/media/name.ts'
import { mediaTerm } from '../../domain/search/media-terms.ts'
import type { Database } from './database.ts'

export interface MediaRecord {
  /** Those of the uploads that a product names which is not deleted. */
  namedMedia<Upload extends Pick<Media, 'digest'>>(uploads: readonly Upload[]): Promise<readonly Upload[]>
}

export function mediaRecord({ tables, ...database }: Database): MediaRecord {
  const { productTerms } = tables
  return {
    async namedMedia(uploads) {
      if (uploads.length === 0) return []
      const isAsked = database.isOneOf(productTerms.term, uploads.map(mediaTerm))
      const rows = await database.read(
        sql`select distinct ${productTerms.term} as term from ${productTerms} where ${isAsked}`,
      )
      const named = new Set(rows.map(({ term }) => String(term)))
      return uploads.filter((upload) => named.has(mediaTerm(upload)))
    },
  }
}
