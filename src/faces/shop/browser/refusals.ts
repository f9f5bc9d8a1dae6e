/** Says a refused change aloud, once; its line says it too. */
import type { LiveCart } from '../../../../client/src/live/live-cart.ts'
import type { Reader } from '../reader.ts'
import { wordsOfCode } from '../texts/refusals.ts'
import type { Announcer } from './announcer.ts'

export function announceRefusals(reader: Reader, cart: LiveCart, announcer: Announcer): void {
  // Those of an earlier page were said there.
  const said = new Set(cart.value.refusals.map(nameOf))
  cart.subscribe(() => {
    for (const refusal of cart.value.refusals) {
      if (said.has(nameOf(refusal))) continue
      said.add(nameOf(refusal))
      announcer.say(wordsOfCode(refusal.code, reader.language))
    }
  })
}

function nameOf({ at, sku, type }: LiveCart['value']['refusals'][number]): string {
  return `${at} ${sku} ${type}`
}
