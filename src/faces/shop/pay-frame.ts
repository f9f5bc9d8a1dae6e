/**
 * Shows the simulated provider's pages as pages of the shop. Invariant: they have no script, because a script that runs
 * where money is approved could approve it.
 */
import type { Context } from 'hono'
import type { AppEnv } from '../../worker/context.ts'
import { ownOrigin } from '../../worker/http/own-origin.ts'
import type { Framed, PayPage } from '../../worker/pages/pay-frame.ts'
import { requestOf, type ShopContext } from './context.ts'
import { offeredIn } from './languages.ts'
import { Page } from './page.ts'
import { payView } from './pages/pay.ts'
import { manifestOf } from './read-manifest.ts'
import { show } from './show.ts'

export async function shopPayFrame(c: Context<AppEnv>): Promise<Framed> {
  const manifest = await manifestOf(c.env).catch(() => null)
  const wanted = c.req.query('locale')
  const chosen = offeredIn(c.get('ports').config).find(
    ({ language, locale }) => wanted === locale || wanted === language,
  )
  // The cast: the context has everything but the fields of a form, which pages of payments do not read.
  const page = new Page(c as unknown as ShopContext, manifest, chosen)
  return {
    locale: page.language === 'zh' ? 'zh-CN' : 'en',
    show(content: PayPage) {
      const own = ownOrigin(requestOf(c))
      return show(
        page,
        payView(page, { ...content, formTargets: content.formTargets.filter((target) => target !== own) }),
        null,
      )
    },
  }
}
