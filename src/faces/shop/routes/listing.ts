/** Lists of products: all products, search results, and the products of a category. */
import { Hono } from 'hono'
import { IN_LANGUAGE } from '../languages.ts'
import type { PageEnv } from '../page.ts'
import { listingView } from '../pages/listing.ts'
import { shown } from '../show.ts'

export const listingRoutes = new Hono<PageEnv>().get(`${IN_LANGUAGE}/products`, shown(listingView)).get(
  `${IN_LANGUAGE}/c/:category`,
  shown((page) => listingView(page, page.c.req.param('category'))),
)
