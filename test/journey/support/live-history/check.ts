/**
 * Checks what all pages of one shopper have sent and heard, after the fact, and that every copy of the cart ends as the
 * last version that was heard, with each addition in it once.
 */
import { type Copy, type Entry, named, textOf } from './entries.ts'
import { Numbers } from './numbers.ts'
import { Streams } from './streams.ts'

/** @returns each broken promise in words; nothing when all are kept */
export function faultsIn(log: readonly Entry[], copies: readonly Copy[]): readonly string[] {
  const streams = new Streams()
  const numbers = new Numbers()
  for (const entry of log) {
    if (entry.kind === 'opened') streams.open(entry)
    else if (entry.kind === 'read') streams.read(entry)
    else if (entry.kind === 'sent') numbers.send(entry.client, entry.operations)
    else if (entry.kind === 'answered') numbers.decide(entry.client, entry.results)
    else {
      streams.hear(entry)
      numbers.hear(streams.clientOf(entry.socket), entry.message)
    }
  }
  return [...streams.faults, ...numbers.faults(), ...endFaults(streams, numbers, copies)]
}

function endFaults(streams: Streams, numbers: Numbers, copies: readonly Copy[]): readonly string[] {
  const found: string[] = []
  const end = named(streams.newestBefore(Number.POSITIVE_INFINITY))
  const heard = streams.linesAt(end)
  for (const { holder, position, lines } of copies) {
    if (position !== end) found.push(`${holder} ends at ${position}, but ${end} was heard last`)
    if (heard !== null && textOf(lines) !== textOf(heard)) {
      found.push(`${holder} ends with ${textOf(lines)}, but ${textOf(heard)} was heard last`)
    }
    for (const [sku, units] of numbers.added()) {
      const held = lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0)
      if (held !== units) found.push(`${holder} has ${held} × ${sku}, but ${units} were added`)
    }
  }
  return found
}
