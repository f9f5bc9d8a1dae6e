/** A process that hunts planted bugs, one after another, by the names that its parent sends. */
import { hunt } from './hunt.ts'
import { mutantOf } from './mutants.ts'

process.on('message', async ({ name, last }: { readonly name: string; readonly last: number }) => {
  process.send?.(await hunt(mutantOf(name), last))
})
