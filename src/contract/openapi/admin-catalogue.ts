/** The document's texts for the routes by which admins edit the catalogue. */
import { adminCategorySchema, adminProductSchema, auditListSchema } from '../answers/admin-catalogue.ts'
import { auditQuery, categoryIdSchema, titleSchema } from '../http/admin-catalogue.ts'
import { adminCatalogueRoutes } from '../http/admin-catalogue-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(titleSchema, { example: { 'zh-CN': '铁观音', en: 'Tieguanyin tea' } })
describe(categoryIdSchema, { example: 'tea' })
describeFields(auditQuery.shape, {
  subject: {
    description:
      '`product:<sku>`, `category:<id>`, `coupon:<code>`, `promotion:<id>`, `shipping_rate:<id>` or `tax:<id>`.',
  },
})

const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const BODIES: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const EDITS: readonly ProblemCode[] = [...READS, 'not_found', 'precondition_required', 'version_mismatch']
const IF_MATCH = [
  {
    name: 'If-Match',
    description: 'The ETag of what is edited, or its bare version in quotes; 412 when it has changed.',
  },
] as const
const PRODUCT = { description: 'The product as it then is.', schema: adminProductSchema }
const CATEGORY = { description: 'The category as it then is.', schema: adminCategorySchema }

export const adminCatalogueDocs = documented('Catalogue administration', adminCatalogueRoutes, {
  getProduct: {
    summary: 'A product with all its languages, whatever its status',
    answers: { 200: PRODUCT },
    refusals: [...READS, 'not_found'],
  },
  createProduct: {
    summary: 'A new product; under the SKU of a deleted one it begins with no units but those that open orders hold',
    answers: { 201: PRODUCT },
    refusals: [...BODIES, 'already_exists'],
  },
  changeProduct: {
    summary: 'Change fields of a product',
    headers: IF_MATCH,
    answers: { 200: PRODUCT },
    refusals: [...EDITS, 'payload_too_large', 'unsupported_media_type'],
  },
  deleteProduct: {
    summary: 'Delete a product; carts that hold it still load',
    headers: IF_MATCH,
    answers: { 204: { description: 'It is gone.' } },
    refusals: EDITS,
  },
  getCategory: {
    summary: 'A category with all its languages',
    answers: { 200: CATEGORY },
    refusals: [...READS, 'not_found'],
  },
  createCategory: { summary: 'A new category', answers: { 201: CATEGORY }, refusals: [...BODIES, 'already_exists'] },
  changeCategory: {
    summary: 'Change name, parent or rank of a category',
    headers: IF_MATCH,
    answers: { 200: CATEGORY },
    refusals: [...EDITS, 'payload_too_large', 'unsupported_media_type'],
  },
  deleteCategory: {
    summary: 'Delete a category that has neither children nor products',
    headers: IF_MATCH,
    answers: { 204: { description: 'It is gone.' } },
    refusals: [...EDITS, 'category_not_empty'],
  },
  audit: {
    summary: 'List the changes and who made them, the newest first',
    answers: { 200: { description: 'One page.', schema: auditListSchema } },
    refusals: READS,
  },
})
