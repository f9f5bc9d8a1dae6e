/**
 * The memory of a move between its commands: version and outside units of each product when it was last copied.
 * Invariant: an edit of units that the source got after that is added to the target once, even if the command is killed.
 */
import { readFileSync } from 'node:fs'
import { rewriteFile } from '../secrets.ts'

/** Units that systems other than Pannier put in, which is `on_hand - object_on_hand`. */
export interface Base {
  readonly version: number
  readonly outside: number
}

interface Applying {
  readonly sku: string
  /** Outside units of the target before, and the difference that is added to them. */
  readonly was: number
  readonly by: number
}

interface Kept {
  readonly to: string
  readonly products: Readonly<Record<string, readonly [version: number, outside: number]>>
  readonly applying: Applying | null
  readonly isSwitched?: boolean
}

export class Journal {
  readonly #file: string
  readonly #to: string
  readonly #products: Map<string, Base>
  #applying: Applying | null
  #isSwitched: boolean

  /** @param to name of the target: a journal of a move to another one is not read */
  constructor(file: string, to: string) {
    this.#file = file
    this.#to = to
    const kept = read(file)
    const mine = kept?.to === to ? kept : null
    const entries = Object.entries(mine?.products ?? {})
    this.#products = new Map(entries.map(([sku, [version, outside]]) => [sku, { version, outside }]))
    this.#applying = mine?.applying ?? null
    this.#isSwitched = mine?.isSwitched ?? false
  }

  /** Whether a command knows that the deployment writes to the target now. */
  get isSwitched(): boolean {
    return this.#isSwitched
  }

  noteSwitch(): void {
    this.#isSwitched = true
    this.save()
  }

  get applying(): Applying | null {
    return this.#applying
  }

  base(sku: string): Base | null {
    return this.#products.get(sku) ?? null
  }

  /** Call `save` when the pass is done. */
  note(sku: string, base: Base): void {
    this.#products.set(sku, base)
  }

  begin(applying: Applying): void {
    this.#applying = applying
    this.save()
  }

  end(base: Base): void {
    if (this.#applying) this.#products.set(this.#applying.sku, base)
    this.#applying = null
    this.save()
  }

  save(): void {
    const products = Object.fromEntries(
      [...this.#products].map(([sku, { version, outside }]) => [sku, [version, outside] as const]),
    )
    const kept: Kept = { to: this.#to, products, applying: this.#applying, isSwitched: this.#isSwitched }
    rewriteFile(this.#file, () => `${JSON.stringify(kept)}\n`)
  }
}

function read(file: string): Kept | null {
  try {
    // The cast: `save` wrote it.
    return JSON.parse(readFileSync(file, 'utf8')) as Kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`${file} cannot be read: delete it, and begin the move again`)
  }
}
