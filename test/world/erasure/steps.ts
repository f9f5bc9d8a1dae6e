/** Steps that tests of erasures run in a town, and the final state that they expect. */
import { expect } from 'vitest'
import { PERSONAL, type Town } from './town.ts'

export const ADA = 'usr_ada'
export const GUEST = 'gst_ada'

/**
 * A gate before the first call whose name ends with this text: `reached` resolves when the call waits, `open` lets it
 * run.
 */
export function gate(town: Town, call: string) {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let arrive = () => {}
  const reached = new Promise<void>((resolve) => {
    arrive = resolve
  })
  let isFirst = true
  town.before = (each) => {
    if (!each.endsWith(call) || !isFirst) return
    isFirst = false
    arrive()
    return opened
  }
  return { open, reached }
}

export function fails(town: Town, ...calls: string[]): void {
  town.before = (each) => {
    if (calls.some((call) => each.endsWith(call))) throw new Error('no answer')
  }
}

export function expectNothing(town: Town, ...ids: string[]): void {
  const found = town.dump()
  for (const text of PERSONAL) expect(found).not.toContain(text)
  for (const id of ids) expect(town.mentions(id)).toEqual([])
}

export async function merging(town: Town): Promise<void> {
  const guest = await town.get('cart', GUEST)
  await guest.merge({ userId: ADA, strategy: 'sum', requestId: 'r' })
}
