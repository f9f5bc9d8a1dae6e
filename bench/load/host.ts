/**
 * The process that hosts one design, apart from the generator: `host.ts <design> <units of each SKU, as JSON>`, with a
 * channel to its parent. Invariant: when the channel closes, the process ends and deletes its state, however the parent
 * ended.
 */

import { withFolder } from '../folders.ts'
import { hostClassic } from '../peers/classic/host.ts'
import type { Addresses } from './hosted.ts'
import type { Units } from './journal.ts'
import { hostPannier } from './pannier.ts'

export type ToHost = 'kill'
export type FromHost = { readonly addresses: Addresses } | { readonly failed: string }

const [design, onHand = '{}'] = process.argv.slice(2)
const host = design === 'pannier' ? hostPannier : hostClassic

const tell = (message: FromHost) => process.send?.(message)
const parentGone = new Promise<void>((resolve) => {
  process.once('disconnect', () => resolve())
})

await withFolder('disk', async (folder) => {
  try {
    // The cast: the parent wrote it.
    const hosted = await host(folder, JSON.parse(onHand) as Units)
    process.on('message', (message: ToHost) => {
      if (message !== 'kill') return
      hosted.kill().then(
        () => tell({ addresses: hosted.addresses() }),
        (error: unknown) => tell({ failed: String(error) }),
      )
    })
    tell({ addresses: hosted.addresses() })
    await parentGone
    await hosted.stop()
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) })
  }
})
process.exit(0)
