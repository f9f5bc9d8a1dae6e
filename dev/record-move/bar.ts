/** Progress of a move: a bar for the table that is being compared, with its rows so far and in all. */
import { sql } from 'drizzle-orm'
import { Progress } from '../progress.ts'
import type { Side, TableName } from './sides.ts'

const WIDTH = 24

export class Bar {
  #text = 'counting rows'
  readonly #totals = new Map<string, number>()
  readonly #progress = new Progress(() => this.#text)

  /** Counts the rows of these tables, for their shares. */
  async count({ database, tables }: Side, names: readonly TableName[]): Promise<void> {
    for (const name of names) {
      const [row] = await database.read(sql`select count(*) as n from ${tables[name]}`)
      this.#totals.set(name, Number(row?.n))
    }
  }

  show(table: string, checked: number, copied: number): void {
    const total = Math.max(checked, this.#totals.get(table) ?? 0)
    const share = total === 0 ? 1 : checked / total
    const filled = Math.round(WIDTH * share)
    const bar = `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${String(Math.floor(100 * share)).padStart(3)} %`
    this.#text = `${bar}  ${table}: ${count(checked)} of ${count(total)} rows, ${count(copied)} copied`
  }

  say(line: string): void {
    this.#progress.say(line)
  }

  end(): void {
    this.#progress.end()
  }
}

function count(value: number): string {
  return value.toLocaleString('en')
}
