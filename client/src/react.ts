/** `@pannier/client/react`: the live cart as a hook. */
import { useSyncExternalStore } from 'react'
import type { LiveCart, LiveCartValue } from './live/index.ts'

/** Renders again after each change of the cart; on the server it renders the present cart. */
export function useCart(cart: LiveCart): LiveCartValue {
  const value = () => cart.value
  return useSyncExternalStore(cart.subscribe, value, value)
}
