/**
 * Import bodies that are full of line ends. Invariant: eight million blank lines cost no more than the 100,000 after
 * which reading stops, wherever the header is.
 */
import { describe, expect, it } from 'vitest'
import { Problem } from '../../src/contract/problem.ts'
import { readLines } from '../../src/worker/import/lines.ts'
import { textOf } from './support/cost.ts'

const MIB = 1024 * 1024
/** CPU time for 100,000 lines, with room for a busy machine: an idle one takes 50–150 ms. */
const MAX_MS = 600
/** Below this size the garbage collector and the compiler dominate the time. */
const COMPARED_MS = 150
const MAX_GROWTH = 3
const RUNS = 3

const HEADER = 'sku,price\n'
const reading = {
  header: (cells: readonly string[]) => ({ ok: true, value: cells }) as const,
  ofCells: (line: number) => ({ ok: true, value: { line } }) as const,
  ofBody: (line: number) => ({ ok: true, value: { line } }) as const,
}

const BLANK = ['\n', '\r', '\r\n', '\n ']
/** Empty cells for CSV. JSON lines have no counterpart, because each such line would be rejected. */
const EMPTY_CELLS = ['"\n"', ',\n;\n']

describe.each([
  ['text/csv', [...BLANK, ...EMPTY_CELLS]],
  ['application/x-ndjson', BLANK],
])('a body of %s', (type, units) => {
  it.each(units)('a body of 8 MiB of %j costs little', (unit) => {
    for (const head of ['', HEADER]) {
      const ms = fastest(head + textOf(unit, 8 * MIB), type)
      expect(ms).toBeLessThan(MAX_MS)
      if (ms > COMPARED_MS) expect(ms / fastest(head + textOf(unit, MIB), type)).toBeLessThan(MAX_GROWTH)
    }
  })
})

it('the header of a file may come after many blank lines', () => {
  const items = [...readLines(`${'\n'.repeat(70_000)};;\n,\nsku;price\ntea;1\n`, 'text/csv', reading)]
  expect(items).toEqual([{ line: 70_004 }])
})

function fastest(text: string, type: string): number {
  return Math.min(...Array.from({ length: RUNS }, () => msOf(text, type)))
}

function msOf(text: string, type: string): number {
  const before = process.cpuUsage()
  try {
    for (const _ of readLines(text, type, reading));
  } catch (error) {
    // A file without a header.
    if (!(error instanceof Problem)) throw error
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
