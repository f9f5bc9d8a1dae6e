/**
 * Resets the units of a product that is created again under the SKU of a deleted one.
 * Invariant: before it is for sale, its stock has none of the old units except those that open orders hold.
 */
import { unavailable } from '../../contract/problem.ts'
import type { Product } from '../../domain/product.ts'
import type { Objects } from '../../objects/objects.ts'
import { callObject } from '../object-call.ts'

/**
 * Fails closed: if the stock does not answer, the old units would be for sale. The key makes all creations after the
 * same deletion share one reset, so that a slow creation does not remove units added after a faster one.
 * @param version version of the deleted product
 */
export async function withdrawUnits(
  { objects }: { readonly objects: Objects },
  { sku, version }: Pick<Product, 'sku' | 'version'>,
) {
  const key = { key: `created-after:${version}`, hash: '' }
  const edit = { change: { onHand: 0, keepsHeld: true }, requestId: 'created', key, ifVersion: null } as const
  const reply = await callObject(true, () => objects.stock(sku).edit(edit))
  if (reply.status === 'refused') throw unavailable(reply.detail)
}
