/** The entry points of the Worker with pages: the API's, the shop's for the paths of pages, and the console's. */
import type { Env } from '../contract/env.ts'
import { PAY_PREFIX } from '../contract/http/payment.ts'
import { answerRequest } from '../worker/answer-request.ts'
import { besideCanary } from '../worker/canary/route.ts'
import api from '../worker/index.ts'
import { inFrame } from '../worker/pages/pay-frame.ts'
import { operatorsConsole } from './console/app.ts'
import { signedInByCookie } from './live-by-cookie.ts'
import { shop } from './shop/app.ts'
import { shopPayFrame } from './shop/pay-frame.ts'
import { accessTokenIn } from './shop/session.ts'

export {
  AccountDurableObject,
  AlertsDurableObject,
  AttemptsDurableObject,
  CartDurableObject,
  ClaimDurableObject,
  EventsDurableObject,
  InvoicesDurableObject,
  MailDurableObject,
  MetricsDurableObject,
  OrderDurableObject,
  SecurityEventsDurableObject,
  SimulatedPaymentDurableObject,
  StockDurableObject,
  WebhookDurableObject,
} from '../worker/index.ts'

export default {
  ...api,
  fetch: besideCanary(answer, tokenInCookie),
} satisfies ExportedHandler<Env>

async function answer(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
  const { url } = request
  const path = url.slice(url.indexOf('/', LENGTH_OF_SCHEME))
  if (path.startsWith('/v1/')) return answerRequest(signedInByCookie(request, env), env, ctx)
  if (CONSOLE.test(path)) return operatorsConsole.fetch(request, env, ctx)
  if (PAGES.test(path)) return shop.fetch(request, env, ctx)
  if (path.startsWith(PAY_PREFIX)) inFrame(shopPayFrame, request)
  const answered = await answerRequest(request, env, ctx)
  // A mistyped path of a page gets the shop's own error page.
  const isMissing = answered.status === 404 && request.method === 'GET'
  const asksForPage = request.headers.get('accept')?.includes('text/html') === true
  const isPage = answered.headers.get('content-type')?.startsWith('text/html') === true
  return isMissing && asksForPage && !isPage ? shop.fetch(request, env, ctx) : answered
}

/** A shopper's token, of a page or its script. */
function tokenInCookie({ headers }: Request): string | null {
  return headers.has('authorization') ? null : accessTokenIn(headers.get('cookie') ?? '')
}

const LENGTH_OF_SCHEME = 'https://'.length
const PAGES = /^\/(?:$|[?#]|(?:zh|en)(?:$|[/?#])|assets\/|(?:sitemap\.xml|robots\.txt|sw\.js)(?:$|\?))/
const CONSOLE = /^\/console(?:$|[/?#])/
