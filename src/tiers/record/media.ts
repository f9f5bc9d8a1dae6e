/**
 * Which uploads products and orders show, over either database: the words of products name them
 * (domain/search/media-terms.ts), and lines of orders have their digests.
 */
import { sql } from 'drizzle-orm'
import type { Media } from '../../domain/media/name.ts'
import { mediaTerm } from '../../domain/search/media-terms.ts'
import type { Database } from './database.ts'

export interface MediaRecord {
  /** Those of the uploads that a product names which is not deleted, or that a line of an order shows. */
  namedMedia<Upload extends Pick<Media, 'digest'>>(uploads: readonly Upload[]): Promise<readonly Upload[]>
}

export function mediaRecord({ tables, ...database }: Database): MediaRecord {
  const { productTerms, orderLines } = tables
  return {
    async namedMedia(uploads) {
      if (uploads.length === 0) return []
      const isAsked = database.isOneOf(productTerms.term, uploads.map(mediaTerm))
      const rows = await database.read(
        sql`select distinct ${productTerms.term} as term from ${productTerms} where ${isAsked}`,
      )
      const isShown = database.isOneOf(
        orderLines.upload,
        uploads.map(({ digest }) => digest),
      )
      const lines = await database.read(
        sql`select distinct ${orderLines.upload} as upload from ${orderLines} where ${isShown}`,
      )
      const named = new Set(rows.map(({ term }) => String(term)))
      const shown = new Set(lines.map(({ upload }) => String(upload)))
      return uploads.filter((upload) => named.has(mediaTerm(upload)) || shown.has(upload.digest))
    },
  }
}
