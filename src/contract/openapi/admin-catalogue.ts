/** The document's texts for the routes on which admins edit the catalogue. */
import { adminCategorySchema, adminProductListSchema, adminProductSchema } from '../answers/admin-catalogue.ts'
import { adminCatalogueRoutes, categoryIdSchema, titleSchema } from '../http/admin-catalogue.ts'
import type { ProblemCode } from '../problem.ts'
import { describe } from './describe.ts'
import { documented } from './operation.ts'

describe(titleSchema, { example: { 'zh-CN': '铁观音', en: 'Tieguanyin tea' } })
describe(categoryIdSchema, { example: 'tea' })
const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const BODIES: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const EDITS: readonly ProblemCode[] = [...READS, 'not_found', 'precondition_required', 'version_mismatch']
const IF_MATCH = [
  {
    name: 'If-Match',
    description:
      'Required. The ETag of the state that you edit, or its version in quotes. The answer is 412 if the state has changed.',
  },
] as const
const PRODUCT = { description: 'The product after the change.', schema: adminProductSchema }
const CATEGORY = { description: 'The category after the change.', schema: adminCategorySchema }

export const adminCatalogueDocs = documented('adminCatalogue', 'Catalogue administration', adminCatalogueRoutes, {
  listProducts: {
    summary: 'List all products of one status, the newest first; hidden and discontinued ones are in no public list',
    answers: { 200: { description: 'A page of products.', schema: adminProductListSchema } },
    refusals: READS,
  },
  getProduct: {
    summary: 'Get a product with all its languages, in any status',
    answers: { 200: PRODUCT },
    refusals: [...READS, 'not_found'],
  },
  createProduct: {
    summary: 'Create a product. With the SKU of a deleted product, its stock is only the units that open orders hold',
    answers: { 201: PRODUCT },
    refusals: [...BODIES, 'already_exists'],
  },
  changeProduct: {
    summary: 'Update fields of a product',
    headers: IF_MATCH,
    answers: { 200: PRODUCT },
    refusals: [...EDITS, 'payload_too_large', 'unsupported_media_type'],
  },
  deleteProduct: {
    summary: 'Delete a product. Carts that contain it still load',
    headers: IF_MATCH,
    answers: { 204: { description: 'The product is deleted.' } },
    refusals: EDITS,
  },
  getCategory: {
    summary: 'Get a category with all its languages',
    answers: { 200: CATEGORY },
    refusals: [...READS, 'not_found'],
  },
  createCategory: { summary: 'Create a category', answers: { 201: CATEGORY }, refusals: [...BODIES, 'already_exists'] },
  changeCategory: {
    summary: 'Update the name, parent or rank of a category',
    headers: IF_MATCH,
    answers: { 200: CATEGORY },
    refusals: [...EDITS, 'payload_too_large', 'unsupported_media_type'],
  },
  deleteCategory: {
    summary: 'Delete a category that has neither children nor products',
    headers: IF_MATCH,
    answers: { 204: { description: 'The product is deleted.' } },
    refusals: [...EDITS, 'category_not_empty'],
  },
})
