/** The report of an import, and the batching of its lines into writes. */
import type { Rejection } from '../../domain/import/plan.ts'
import { isRejection } from './lines.ts'

export class Report {
  readonly #counts = { created: 0, updated: 0, unchanged: 0 }
  readonly #rejected: Rejection[] = []

  count(effect: 'created' | 'updated' | 'unchanged', lines = 1): void {
    this.#counts[effect] += lines
  }

  reject(...rejections: readonly Rejection[]): void {
    this.#rejected.push(...rejections)
  }

  add(other: Report): void {
    for (const effect of ['created', 'updated', 'unchanged'] as const) this.#counts[effect] += other.#counts[effect]
    this.#rejected.push(...other.#rejected)
  }

  body() {
    return { ...this.#counts, rejected: this.#rejected.toSorted((a, b) => a.line - b.line) }
  }
}

/** Groups rows into batches of `size`, in their order; rejections go to the report. */
export function* batchesOf<Row extends object>(
  lines: Iterable<Row | Rejection>,
  size: number,
  report: Report,
): Generator<readonly Row[]> {
  let batch: Row[] = []
  for (const line of lines) {
    if (isRejection(line)) {
      report.reject(line)
      continue
    }
    batch.push(line)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
