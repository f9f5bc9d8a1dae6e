/** The document's texts for the routes by which a whole catalogue comes in and goes out. */
import * as z from 'zod/mini'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { importReportSchema } from '../answers/import.ts'
import { CSV, importQuery, JSON_LINES } from '../http/import.ts'
import { importRoutes, RULE_IMPORT_ROUTES } from '../http/import-routes.ts'
import { RULE_FORMS } from '../http/price-rules.ts'
import type { ProblemCode } from '../problem.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(importQuery.shape, {
  dryRun: { description: '`true` tells what would happen, and writes nothing.' },
})

const GROUP = 'Import and export'
const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const IMPORTS: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const REPORT = {
  description: 'The outcome of the lines; a line is taken whole or not at all.',
  schema: importReportSchema,
}

const productsCsv = z.string().check(
  z.meta({
    description:
      'With a header line, and in an export with a byte order mark before it; the cells stand between commas, semicolons or tabs. A charset other than UTF-8 is declared: `text/csv; charset=gb18030`. Columns, in any order: `id` or `sku` (needed), `title` and `description` (in the default locale, or `title:<locale>`), `category`, `price` and `compare_at_price` in minor units, `currency`, `image_url` (several with a space or `|` between them), `labels` (with `|`), `status`, `weight_grams`, `attribute:<name>` and `attribute:<name>:<locale>`. An empty cell leaves what is there.',
    example: 'id,title,price,image_url\nteapot,茶壶,12900,https://example.com/teapot.jpg\n',
  }),
)
const productLines = z.string().check(
  z.meta({
    description: 'One product a line, in the shape of POST /v1/admin/products; of one that is there any fields.',
    example: '{"sku":"teapot","price":{"amount":12900,"currency":"CNY"}}\n',
  }),
)
const stockCsv = z.string().check(
  z.meta({
    description: 'With a header line: `product_id` (or `id`, `sku`) and `quantity` (or `onHand`), the units on hand.',
    example: 'product_id,quantity\nteapot,12\n',
  }),
)
const stockLines = z
  .string()
  .check(z.meta({ description: 'One product a line.', example: '{"sku":"teapot","onHand":12}\n' }))

const PAGE = {
  description: 'One page by SKU; the header `Link` with `rel="next"` says where the next one is.',
  content: { [CSV]: z.string(), [JSON_LINES]: z.string() },
}

export const importDocs = documented(GROUP, importRoutes, {
  importProducts: {
    summary: 'Products from CSV or JSON lines, up to 8 MiB; the same again changes nothing',
    content: { [CSV]: productsCsv, [JSON_LINES]: productLines },
    answers: { 200: REPORT },
    refusals: IMPORTS,
  },
  importStock: {
    summary: 'Units on hand from CSV or JSON lines, up to 8 MiB',
    content: { [CSV]: stockCsv, [JSON_LINES]: stockLines },
    answers: { 200: REPORT },
    refusals: IMPORTS,
  },
  exportProducts: {
    summary: 'All products but deleted ones; imported again they change nothing',
    answers: { 200: PAGE },
    refusals: READS,
  },
  exportStock: {
    summary: 'The units on hand of all products but deleted ones',
    answers: { 200: PAGE },
    refusals: READS,
  },
})

const rulesCsv = z.string().check(
  z.meta({
    description:
      'With a header line. Columns of coupons and promotions, in any order: `code` or `id` (needed), `type`, `value` (percent, or minor units of a fixed amount), `every`, `buy`, `get`, `description` (or `description:<locale>`), `min_subtotal` (before discounts, at list prices), `starts_at`, `ends_at`, `eligible_item_ids` and `categories` (with `|` or a space), `first_order_only`, `priority`, `exclusive`, `is_active`; of coupons `usage_limit` and `usage_limit_per_user`. An empty cell leaves what is there.',
    example: 'code,type,value,description\nSPRING,percentage,12.5,春季优惠\n',
  }),
)
const ruleLines = z.string().check(
  z.meta({
    description: 'One a line, in the shape of the body that makes it; of one that is there any fields.',
    example: '{"code":"SPRING","effect":{"type":"percentage","percent":12.5}}\n',
  }),
)

export const ruleImportDocs = RULE_KINDS.flatMap(docsOf)

function docsOf(kind: RuleKind) {
  const { segment } = RULE_FORMS[kind]
  return documented(GROUP, RULE_IMPORT_ROUTES[kind], {
    take: {
      summary: `From CSV or JSON lines, up to 8 MiB; the same again changes nothing: ${segment}`,
      content: { [CSV]: rulesCsv, [JSON_LINES]: ruleLines },
      answers: { 200: REPORT },
      refusals: IMPORTS,
    },
    give: {
      summary: `Imported again they change nothing: ${segment}`,
      answers: { 200: PAGE },
      refusals: READS,
    },
  })
}
