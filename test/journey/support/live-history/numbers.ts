/**
 * The numbered operations of all clients. Invariants: a client's numbers have no gap; a number keeps its form, is
 * accepted at most once, and is decided in the end.
 */
import type { CartMessage } from '../../../../src/contract/live/protocol.ts'
import type { Results, SentOperation } from './entries.ts'

interface Numbered {
  readonly form: SentOperation
  accepted: number
  isRefused: boolean
  isDecided: boolean
}

export class Numbers {
  readonly #faults: string[] = []
  readonly #clients = new Map<string, Map<number, Numbered>>()

  #of(client: string): Map<number, Numbered> {
    const numbers = this.#clients.get(client) ?? new Map<number, Numbered>()
    this.#clients.set(client, numbers)
    return numbers
  }

  send(client: string | null, operations: readonly SentOperation[]): void {
    if (client === null) this.#faults.push('operations were sent without a client')
    const numbers = this.#of(client ?? '')
    for (const form of operations) {
      const known = numbers.get(form.seq)
      if (known === undefined) numbers.set(form.seq, { form, accepted: 0, isRefused: false, isDecided: false })
      else if (JSON.stringify(known.form) !== JSON.stringify(form)) {
        this.#faults.push(`number ${form.seq} of ${client} was sent in two forms`)
      }
    }
  }

  hear(client: string | null, message: CartMessage): void {
    if (message.t === 'ack') this.decide(message.client, message.results)
    if (message.t !== 'welcome' || client === null) return
    for (const [seq, numbered] of this.#of(client)) if (seq <= (message.client?.last ?? 0)) numbered.isDecided = true
  }

  decide(client: string, results: Results): void {
    for (const { seq = 0, status } of results) {
      const numbered = this.#of(client).get(seq)
      if (numbered === undefined) this.#faults.push(`number ${seq} of ${client} was answered, but never sent`)
      else {
        numbered.isDecided = true
        if (status === 'accepted') numbered.accepted++
        if (status === 'refused') numbered.isRefused = true
      }
    }
  }

  faults(): readonly string[] {
    const found = [...this.#faults]
    for (const [client, numbers] of this.#clients) {
      const seqs = [...numbers.keys()].toSorted((one, other) => one - other)
      if (seqs.some((seq, place) => seq !== place + 1)) found.push(`the numbers of ${client} are ${seqs.join(', ')}`)
      for (const [seq, { accepted, isDecided }] of numbers) {
        if (accepted > 1) found.push(`number ${seq} of ${client} was accepted ${accepted} times`)
        if (!isDecided) found.push(`number ${seq} of ${client} was never decided`)
      }
    }
    return found
  }

  /** Units of each SKU on which all operations are additions. */
  added(): ReadonlyMap<string, number> {
    const units = new Map<string, number>()
    const all = [...this.#clients.values()].flatMap((numbers) => [...numbers.values()])
    const others = new Set(all.flatMap(({ form }) => (form.type === 'add' ? [] : skuOf(form))))
    for (const { form, isRefused } of all) {
      const sku = skuOf(form)
      if (form.type === 'add' && !isRefused && !others.has(sku))
        units.set(sku, (units.get(sku) ?? 0) + (form.quantity ?? 1))
    }
    return units
  }
}

function skuOf({ sku, lineId = '' }: SentOperation): string {
  return sku ?? lineId.slice(0, lineId.lastIndexOf('~'))
}
