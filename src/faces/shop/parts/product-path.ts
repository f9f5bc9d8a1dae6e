/** The path of a product's page. */
import type { Reader } from '../reader.ts'

export function productPath(reader: Reader, sku: string): string {
  return reader.path(`/products/${encodeURIComponent(sku)}`)
}
