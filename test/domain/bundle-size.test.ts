/**
 * Invariant: the bundles weigh no more than they do today and a little room, and have no text that a static file has;
 * `npm run bench -- bundle` has the budgets.
 * Eight and a half KiB of them are the metrics: their catalogue, the registry, the shards and three formats. Four are the
 * reconciliation and the reports of all checks; three are the canary: its choice, its switch and its routes with texts;
 * three are the traffic policies: their table, switches and routes, old values, and bursts. Six are the
 * events: their outbox, the stream's shards, and the endpoints with their queues, routes and addresses. Four and
 * a half are e-mail: the layout of messages, the queue of a recipient and the providers.
 * One and a half are manual payments: their texts, the choice of how to pay, and the reports of operators. Three are Stripe:
 * its calls, amounts, signature and events. Four and a half are images: the readers of their formats, the removal of metadata, uploads and
 * the removal of unused ones. Five are links in messages: their decisions, routes and pages. Seven are shipments in parts and returns: the
 * counts of units, their decisions, events, routes, messages and answers. Twelve are passkeys, nine of them the package
 * that verifies them. Seven are invoices: their numbering and its copy, amounts by rate, the page to print, and their routes. One
 * and a half are the events of stock, edits, accounts and alerts. Half a one is the notices of passwords and passkeys.
 * Two are reminders of carts: their consent, event and links. One and a half are edits of orders and the ledger's check of
 * documents. One and a half are facets by option and attribute: their texts, masks, counts and links. A quarter of
 * one is the list of open returns: its column, its ranges and its filter.
 */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { bundleWorker } from '../../dev/bundle.ts'
import { shopFiles } from '../../dev/shop-assets.ts'
import { INVOICE_TEXTS } from '../../src/domain/invoices/texts.ts'
import { MAIL_TEXTS } from '../../src/domain/mail/texts.ts'
import { METRIC_HELP } from '../../src/domain/metrics/help.ts'
import { PAY_PAGE_TEXTS } from '../../src/domain/pay-page-texts.ts'
import { CHECKOUT_TEXTS } from '../../src/faces/shop/texts/checkout.ts'

const IN_STATIC_FILES = [
  INVOICE_TEXTS.zh.corrects,
  MAIL_TEXTS.en.order_confirmed.subject,
  METRIC_HELP.requests_total,
  PAY_PAGE_TEXTS.words.en.note,
  CHECKOUT_TEXTS.en.changedText,
]

it.each([
  { name: 'the API', entry: 'src/worker/index.ts', maxKib: 288 },
  { name: 'the worker with pages', entry: 'src/faces/index.ts', maxKib: 326 },
])('the bundle of $name weighs at most $maxKib KiB gzipped', async ({ entry, maxKib }) => {
  const code = await bundleWorker(entry)
  expect(gzipSync(code).byteLength / 1024).toBeLessThanOrEqual(maxKib)
  for (const text of IN_STATIC_FILES) expect(code).not.toContain(text)
})

it('script and style sheet of the console together weigh at most 90 KiB gzipped', async () => {
  const files = (await shopFiles([])).filter(({ name }) => name.startsWith('assets/console-'))
  const bytes = files.reduce((sum, { text }) => sum + gzipSync(text).byteLength, 0)
  expect(files).toHaveLength(2)
  expect(bytes / 1024).toBeLessThanOrEqual(90)
})
