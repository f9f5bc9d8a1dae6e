/** `@pannier/client/preact`: the live cart as a signal. */
import { type ReadonlySignal, signal, useSignal, useSignalEffect } from '@preact/signals'
import type { LiveCart, LiveCartValue } from './live/index.ts'

/** A signal for code outside of components. @returns the signal, and a function that stops it */
export function cartSignal(cart: LiveCart): readonly [value: ReadonlySignal<LiveCartValue>, end: () => void] {
  const value = signal(cart.value)
  const end = cart.subscribe(() => {
    value.value = cart.value
  })
  return [value, end]
}

/** A signal for as long as the component is mounted. */
export function useCart(cart: LiveCart): ReadonlySignal<LiveCartValue> {
  const value = useSignal(cart.value)
  useSignalEffect(() => {
    const take = () => {
      value.value = cart.value
    }
    take()
    return cart.subscribe(take)
  })
  return value
}
