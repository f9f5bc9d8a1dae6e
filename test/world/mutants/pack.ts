/** Hunts planted bugs in several processes at once; each takes the next bug when it is done with one. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Hunt } from './hunt.ts'

const HUNTER = join(import.meta.dirname, 'hunter.ts')

export class Pack {
  readonly #hunts: ReadonlyMap<string, PromiseWithResolvers<Hunt>>
  readonly #last: number

  /** @param last the last seed that is tried for each */
  constructor(names: readonly string[], atOnce: number, last: number) {
    this.#last = last
    this.#hunts = new Map(names.map((name) => [name, Promise.withResolvers<Hunt>()]))
    const rest = this.#hunts[Symbol.iterator]()
    for (let hunters = atOnce; hunters > 0; hunters--) void this.#run(rest)
  }

  of(name: string): Promise<Hunt> {
    const hunt = this.#hunts.get(name)
    return hunt ? hunt.promise : Promise.reject(new Error(`nobody hunts "${name}"`))
  }

  async #run(rest: MapIterator<[string, PromiseWithResolvers<Hunt>]>): Promise<void> {
    const hunter = fork(HUNTER, { execArgv: ['--no-warnings'] })
    for (const [name, { promise, resolve, reject }] of rest) {
      this.#ask(hunter, name).then(resolve, reject)
      // Its test says so when it fails.
      await promise.catch(() => {})
      if (hunter.exitCode !== null) return this.#run(rest)
    }
    hunter.disconnect()
  }

  #ask(hunter: ChildProcess, name: string): Promise<Hunt> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null) => reject(new Error(`the process of the histories ended with ${code}`))
      hunter.once('exit', died)
      hunter.once('message', (hunt) => {
        hunter.off('exit', died)
        // The process sends nothing else.
        resolve(hunt as Hunt)
      })
      hunter.send({ name, last: this.#last })
    })
  }
}
