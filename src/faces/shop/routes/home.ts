/** The home page in each language, the way to it from `/`, and the page that browsers keep for when they are offline. */
import { Hono } from 'hono'
import { IN_LANGUAGE } from '../languages.ts'
import type { PageEnv } from '../page.ts'
import { preferredIn } from '../page.ts'
import { offlineView } from '../pages/error.ts'
import { homeView } from '../pages/home.ts'
import { shown } from '../show.ts'

export const homeRoutes = new Hono<PageEnv>()
  .get('/', (c) => {
    const page = c.get('page')
    const { language } = preferredIn(page.c, page.offered)
    c.header('Vary', 'Accept-Language, Cookie')
    c.header('Cache-Control', 'private, no-cache')
    return c.redirect(`/${language}`, 302)
  })
  .get(IN_LANGUAGE, shown(homeView))
  .get(`${IN_LANGUAGE}/offline`, shown(offlineView))
