/**
 * This duty deletes lapsed rows of cold lists, one batch at a time.
 * Invariant: it is due as long as a row lapses some day; one run costs the same however many rows there are.
 */
import type { Living } from './living.ts'

export const FORGET_ROWS = 'forget_rows'
/** The pause between two batches, which lets waiting requests run. */
const PAUSE_MS = 2_000

export function forgetRows({ store, ports }: Living): void {
  const now = ports.now()
  store.transaction(now, () => {
    store.rows.forget(now)
    const next = store.rows.nextForgetting()
    store.dues.set(store.storage, FORGET_ROWS, next === null ? null : Math.max(next, now + PAUSE_MS))
  })
}

/** Arms the duty for rows that have none, because the first version of the tables did not have this duty. */
export function armForgetting({ store, ports }: Living): void {
  const next = store.rows.nextForgetting()
  if (next === null || store.dues.get(FORGET_ROWS).at !== null) return
  const now = ports.now()
  store.transaction(now, () => store.dues.set(store.storage, FORGET_ROWS, Math.max(next, now + PAUSE_MS)))
}
