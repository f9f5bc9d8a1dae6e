/** The routes by which admins edit the catalogue. */
import {
  auditQuery,
  categoryChangeSchema,
  newCategorySchema,
  newProductSchema,
  paramsOfCategory,
  paramsOfProduct,
  productChangeSchema,
} from './admin-catalogue.ts'
import type { Routes } from './route.ts'

export const adminCatalogueRoutes = {
  getProduct: { method: 'get', path: '/v1/admin/products/:sku', params: paramsOfProduct },
  createProduct: { method: 'post', path: '/v1/admin/products', body: newProductSchema },
  changeProduct: {
    method: 'patch',
    path: '/v1/admin/products/:sku',
    params: paramsOfProduct,
    body: productChangeSchema,
  },
  deleteProduct: { method: 'delete', path: '/v1/admin/products/:sku', params: paramsOfProduct },
  getCategory: { method: 'get', path: '/v1/admin/categories/:id', params: paramsOfCategory },
  createCategory: { method: 'post', path: '/v1/admin/categories', body: newCategorySchema },
  changeCategory: {
    method: 'patch',
    path: '/v1/admin/categories/:id',
    params: paramsOfCategory,
    body: categoryChangeSchema,
  },
  deleteCategory: { method: 'delete', path: '/v1/admin/categories/:id', params: paramsOfCategory },
  audit: { method: 'get', path: '/v1/admin/audit', query: auditQuery },
} as const satisfies Routes
