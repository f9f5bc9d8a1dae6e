/** The routes by which admins edit the catalogue. */
import type { ProblemCode } from '../problem.ts'
import {
  adminCategorySchema,
  adminProductSchema,
  auditListSchema,
  auditQuery,
  categoryChangeSchema,
  newCategorySchema,
  newProductSchema,
  paramsOfCategory,
  paramsOfProduct,
  productChangeSchema,
} from './admin-catalogue.ts'
import { route } from './route.ts'

const group = 'Catalogue administration'
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

export const adminCatalogueDocs = {
  getProduct: route({
    group,
    method: 'get',
    path: '/v1/admin/products/:sku',
    summary: 'A product with all its languages, whatever its status',
    params: paramsOfProduct,
    answers: { 200: PRODUCT },
    refusals: [...READS, 'not_found'],
  }),
  createProduct: route({
    group,
    method: 'post',
    path: '/v1/admin/products',
    summary: 'A new product; under the SKU of a deleted one it begins with no units but those that open orders hold',
    body: newProductSchema,
    answers: { 201: PRODUCT },
    refusals: [...BODIES, 'already_exists'],
  }),
  changeProduct: route({
    group,
    method: 'patch',
    path: '/v1/admin/products/:sku',
    summary: 'Change fields of a product',
    params: paramsOfProduct,
    headers: IF_MATCH,
    body: productChangeSchema,
    answers: { 200: PRODUCT },
    refusals: [...EDITS, 'payload_too_large', 'unsupported_media_type'],
  }),
  deleteProduct: route({
    group,
    method: 'delete',
    path: '/v1/admin/products/:sku',
    summary: 'Delete a product; carts that hold it still load',
    params: paramsOfProduct,
    headers: IF_MATCH,
    answers: { 204: { description: 'It is gone.' } },
    refusals: EDITS,
  }),
  getCategory: route({
    group,
    method: 'get',
    path: '/v1/admin/categories/:id',
    summary: 'A category with all its languages',
    params: paramsOfCategory,
    answers: { 200: CATEGORY },
    refusals: [...READS, 'not_found'],
  }),
  createCategory: route({
    group,
    method: 'post',
    path: '/v1/admin/categories',
    summary: 'A new category',
    body: newCategorySchema,
    answers: { 201: CATEGORY },
    refusals: [...BODIES, 'already_exists'],
  }),
  changeCategory: route({
    group,
    method: 'patch',
    path: '/v1/admin/categories/:id',
    summary: 'Change name, parent or rank of a category',
    params: paramsOfCategory,
    headers: IF_MATCH,
    body: categoryChangeSchema,
    answers: { 200: CATEGORY },
    refusals: [...EDITS, 'payload_too_large', 'unsupported_media_type'],
  }),
  deleteCategory: route({
    group,
    method: 'delete',
    path: '/v1/admin/categories/:id',
    summary: 'Delete a category that has neither children nor products',
    params: paramsOfCategory,
    headers: IF_MATCH,
    answers: { 204: { description: 'It is gone.' } },
    refusals: [...EDITS, 'category_not_empty'],
  }),
  audit: route({
    group,
    method: 'get',
    path: '/v1/admin/audit',
    summary: 'List the changes and who made them, the newest first',
    query: auditQuery,
    answers: { 200: { description: 'One page.', schema: auditListSchema } },
    refusals: READS,
  }),
}
