/** The document's texts for the routes that import and export products, stock and price rules. */
import * as z from 'zod/mini'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { importReportSchema, shipmentReportSchema } from '../answers/import.ts'
import { CSV, importQuery, importRoutes, JSON_LINES, MAX_SHIPMENTS, RULE_IMPORT_ROUTES } from '../http/import.ts'
import { RULE_FORMS } from '../http/price-rules.ts'
import type { ProblemCode } from '../problem.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'
import { tableOf } from './price-rules.ts'

describeFields(importQuery.shape, {
  dryRun: { description: 'With `true`, the report shows the outcome, but nothing is written.' },
})

const GROUP = 'Import and export'
const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const IMPORTS: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const REPORT = {
  description: 'The outcome of the lines. A line is applied completely or not at all.',
  schema: importReportSchema,
}

const productsCsv = z.string().check(
  z.meta({
    description:
      'The first line is a header. Commas, semicolons or tabs separate the cells. An export begins with a byte order mark. Declare a charset other than UTF-8, for example `text/csv; charset=gb18030`. Columns, in any order: `id` or `sku` (required), `title` and `description` (in the default locale, or `title:<locale>`), `category`, `price` and `compare_at_price` in minor units, `currency`, `image_url` (separate several with a space or `|`), `labels` (separated by `|`), `status`, `weight_grams`, `attribute:<name>` and `attribute:<name>:<locale>`. An empty cell keeps the present value.',
    example: 'id,title,price,image_url\nteapot,茶壶,12900,https://example.com/teapot.jpg\n',
  }),
)
const productLines = z.string().check(
  z.meta({
    description:
      'One product in each line, in the format of POST /v1/admin/products. A line for an existing product can have any subset of the fields.',
    example: '{"sku":"teapot","price":{"amount":12900,"currency":"CNY"}}\n',
  }),
)
const stockCsv = z.string().check(
  z.meta({
    description:
      'The first line is a header with the columns `product_id` (or `id`, `sku`) and `quantity` (or `onHand`), the units on hand.',
    example: 'product_id,quantity\nteapot,12\n',
  }),
)
const stockLines = z
  .string()
  .check(z.meta({ description: 'One product in each line.', example: '{"sku":"teapot","onHand":12}\n' }))

const shipmentsCsv = z.string().check(
  z.meta({
    description:
      'The first line is a header with the columns `order` (the id or the number), `carrier` and `tracking_number`.',
    example: 'order,carrier,tracking_number\n261124-7K3M-9QXW,SF Express,SF1234567890\n',
  }),
)
const shipmentLines = z.string().check(
  z.meta({
    description: 'One order in each line.',
    example: '{"order":"261124-7K3M-9QXW","carrier":"SF Express","trackingNumber":"SF1234567890"}\n',
  }),
)

const PAGE = {
  description: 'One page, ordered by SKU or id. The header `Link` with `rel="next"` has the URL of the next page.',
  content: { [CSV]: z.string(), [JSON_LINES]: z.string() },
}

export const importDocs = documented('files', GROUP, importRoutes, {
  importProducts: {
    summary: 'Import products from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect',
    content: { [CSV]: productsCsv, [JSON_LINES]: productLines },
    answers: { 200: REPORT },
    refusals: IMPORTS,
  },
  importStock: {
    summary: 'Import units on hand from CSV or JSON lines, up to 8 MiB',
    content: { [CSV]: stockCsv, [JSON_LINES]: stockLines },
    answers: { 200: REPORT },
    refusals: IMPORTS,
  },
  importShipments: {
    summary: `Mark the orders of a file as shipped, at most ${MAX_SHIPMENTS}. Importing the same file again has no further effect`,
    content: { [CSV]: shipmentsCsv, [JSON_LINES]: shipmentLines },
    answers: { 200: { description: 'The result of each line.', schema: shipmentReportSchema } },
    refusals: IMPORTS,
  },
  exportProducts: {
    summary: 'Export all products except deleted ones. Importing the export has no effect',
    answers: { 200: PAGE },
    refusals: READS,
  },
  exportStock: {
    summary: 'Export the units on hand of all products except deleted ones',
    answers: { 200: PAGE },
    refusals: READS,
  },
})

const rulesCsv = z.string().check(
  z.meta({
    description:
      'The first line is a header. Columns of coupons and promotions, in any order: `code` or `id` (required), `type`, `value` (percent, or minor units of a fixed amount), `every`, `buy`, `get`, `description` (or `description:<locale>`), `min_subtotal` (before discounts, at list prices), `starts_at`, `ends_at`, `eligible_item_ids` and `categories` (separated by `|` or a space), `first_order_only`, `priority`, `exclusive`, `is_active`. Coupons also have `usage_limit` and `usage_limit_per_user`. An empty cell keeps the present value.',
    example: 'code,type,value,description\nSPRING,percentage,12.5,春季优惠\n',
  }),
)
const ruleLines = z.string().check(
  z.meta({
    description:
      'One rule in each line, in the format of the body that creates it. A line for an existing rule can have any subset of the fields.',
    example: '{"code":"SPRING","effect":{"type":"percentage","percent":12.5}}\n',
  }),
)

export const ruleImportDocs = RULE_KINDS.flatMap(docsOf)

function docsOf(kind: RuleKind) {
  const { segment } = RULE_FORMS[kind]
  const nouns = segment.replace('-', ' ')
  return documented(tableOf(segment), GROUP, RULE_IMPORT_ROUTES[kind], {
    import: {
      summary: `Import ${nouns} from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect`,
      content: { [CSV]: rulesCsv, [JSON_LINES]: ruleLines },
      answers: { 200: REPORT },
      refusals: IMPORTS,
    },
    export: {
      summary: `Export ${nouns}. Importing the export has no effect`,
      answers: { 200: PAGE },
      refusals: READS,
    },
  })
}
