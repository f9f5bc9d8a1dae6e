/**
 * Takes over the pages' forms that change lines: the operation is stored here and shown at once. A form that this file
 * does not know, or that holds no valid value, is posted as without a script.
 */
import type { LiveCart } from '../../../../client/src/live/live-cart.ts'
import type { LiveLine } from '../../../../client/src/live/value.ts'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { FLASH_TEXTS } from '../texts/flash.ts'
import { LIVE_TEXTS } from '../texts/live.ts'
import type { Announcer } from './announcer.ts'
import type { Removed } from './shown.ts'

const PRODUCT = /^\/\w+\/products\/([^/]+)$/
const LINE = /^\/\w+\/cart\/lines\/([^/]+)\/(\w+)$/

/** Quantities that are being stored and not yet shown, by line: a second click in this time counts from them. */
const asked = new Map<string, number>()

export interface Surface {
  readonly reader: Reader
  readonly cart: LiveCart
  readonly announcer: Announcer
  readonly removed: () => Removed | null
  setRemoved(removed: Removed | null): void
}

export function takeOverForms(page: Document, surface: Surface): void {
  page.addEventListener('submit', (event) => {
    const { target: form, submitter } = event
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
    const acting = actOf(form, new FormData(form, submitter), surface)
    if (!acting) return
    event.preventDefault()
    // Storing fails when the browser has no room left; then the form goes the way without a script.
    acting.catch(() => form.submit())
  })
  // A typed quantity counts when the shopper goes on.
  page.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'quantity') {
      const form = target.closest<HTMLFormElement>('form.quantity')
      if (form && target.value !== target.defaultValue) form.requestSubmit()
    }
  })
}

function actOf(form: HTMLFormElement, data: FormData, surface: Surface): Promise<void> | null {
  const path = decodeURIComponent(new URL(form.action).pathname)
  const [, sku] = PRODUCT.exec(path) ?? []
  if (sku !== undefined) return add(form, sku, numberIn(data, 'quantity', '1'), surface)
  const [, id, act] = LINE.exec(path) ?? []
  return id !== undefined && act !== undefined ? change(id, act, data, surface) : null
}

function numberIn(data: FormData, name: string, otherwise = '0'): number {
  const text = String(data.get(name) ?? otherwise).trim()
  return /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}

function add(form: HTMLFormElement, sku: string, quantity: number, surface: Surface): Promise<void> | null {
  if (!(quantity >= 1)) return null
  const { reader, cart, announcer } = surface
  const tile = form.closest('.tile') ?? document.querySelector('.product')
  const title = tile?.querySelector('h1, h3')?.textContent ?? sku
  const image = tile?.querySelector<HTMLImageElement>('.picture img')?.getAttribute('src')?.replace(/\?.*/, '')
  const adding = cart.add(sku, quantity, { title, ...(image && { image }) })
  return adding.then(() => announcer.say(reader.texts(FLASH_TEXTS).added.text({ title, quantity: `${quantity}` })))
}

function change(id: string, act: string, data: FormData, surface: Surface): Promise<void> | null {
  const { reader, cart, announcer } = surface
  const { lines, saved } = cart.value
  const removed = surface.removed()
  const line = [...lines, ...saved].find(({ lineId }) => lineId === id)
  if (act === 'restore') {
    if (removed?.lineId !== id) return null
    surface.setRemoved(null)
    announcer.say(reader.texts(LIVE_TEXTS).restored(removed.title), false)
    return cart.restore(removed.key)
  }
  if (!line) return null
  switch (act) {
    case 'quantity': {
      const step = numberIn(data, 'step')
      const quantity = step === 0 ? numberIn(data, 'quantity') : (asked.get(line.key) ?? line.quantity) + step
      if (!(quantity >= 0)) return null
      return quantity === 0 ? remove(line, surface) : set(line.key, quantity, cart)
    }
    case 'remove':
      return remove(line, surface)
    case 'select':
      return cart.select(line.key, data.get('selected') === 'true')
    case 'save':
      return cart.save(line.key)
    case 'move':
      return cart.move(line.key)
    default:
      return null
  }
}

function set(key: string, quantity: number, cart: LiveCart): Promise<void> {
  asked.set(key, quantity)
  return cart.set(key, quantity).finally(() => {
    if (asked.get(key) === quantity) asked.delete(key)
  })
}

function remove(
  { key, lineId, title, sku }: LiveLine,
  { reader, cart, announcer, setRemoved }: Surface,
): Promise<void> {
  const place = cart.value.lines.findIndex((line) => line.key === key)
  setRemoved({ key, lineId, title: title ?? sku, place })
  announcer.say(reader.texts(CART_TEXTS).removed(title ?? sku), false)
  return cart.remove(key)
}
