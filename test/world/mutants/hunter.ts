/** A process that hunts planted bugs, one after another, by the names that its parent sends; it ends with its parent. */
import { hunt } from './hunt.ts'
import { mutantOf } from './mutants.ts'

process.on('message', async (name: string) => {
  process.send?.(await hunt(mutantOf(name)))
})
process.on('disconnect', () => process.exit())
