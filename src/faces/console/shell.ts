/**
 * The shell of the console: one document for all of its paths, which the script fills. It has no data of the shop, so
 * it needs no sign-in. Invariant: the policy allows no inline script and no inline style.
 */
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { unavailable } from '../../contract/problem.ts'
import type { AppEnv } from '../../worker/context.ts'
import type { ShopContext } from '../shop/context.ts'
import { offeredIn } from '../shop/languages.ts'
import { preferredIn } from '../shop/page.ts'
import { manifestOf } from '../shop/read-manifest.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const shell = async (c: Context<AppEnv>) => {
  const { files, pictures } = await manifestOf(c.env).catch(() => {
    throw unavailable('The files of the console cannot be read right now. Try again.')
  })
  const { LOCALES, CURRENCY } = c.get('ports').config
  // The cast: the preference is read from the request and the configuration only.
  const { locale } = preferredIn(c as unknown as ShopContext, offeredIn(c.get('ports').config))
  const page = html`<!doctype html>
<html lang="${locale}" data-currency="${CURRENCY}" data-locales="${LOCALES.join(',')}" data-pictures="${pictures}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pannier</title>
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${files['console.css']}">
<link rel="icon" type="image/svg+xml" href="${files['icon.svg']}">
<script type="module" src="${files['console.js']}"></script>
</head>
<body><noscript>The console needs JavaScript.</noscript></body>
</html>`
  return c.body(String(await page), 200, {
    'Content-Type': 'text/html; charset=UTF-8',
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'private, no-cache',
  })
}

export const shellRoutes = new Hono<AppEnv>().get('/console', shell).get('/console/*', shell)
