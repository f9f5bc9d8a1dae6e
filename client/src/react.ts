/** `@pannier/client/react`: the live cart as a hook. */
import { useSyncExternalStore } from 'react'
import type { LiveCart, LiveCartValue } from './live/index.ts'

/** Renders again with each change of the cart; on the server it renders the cart as it stands. */
export function useCart(cart: LiveCart): LiveCartValue {
  const value = () => cart.value
  return useSyncExternalStore(cart.subscribe, value, value)
}
