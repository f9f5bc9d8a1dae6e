/** Copies one record into the other with a progress bar, compares both, and prints what it found. */
import { Bar } from './bar.ts'
import type { Journal } from './journal.ts'
import { catchUp, copyAll } from './move.ts'
import type { Moving } from './moving.ts'
import { checkMysql, openLocalD1, openMysqlSide, openRemoteD1 } from './places.ts'
import type { Target } from './switch.ts'
import { MOVED_TABLES } from './tables.ts'
import { type Compared, compareRecords } from './verify.ts'

export interface Copying {
  readonly to: Target
  /** The state folder of a local deployment. */
  readonly data: string
  readonly journal: Journal
  readonly isSwitched: boolean
  /** Whether D1 is the one on Cloudflare. */
  readonly isRemote: boolean
  readonly quietMs: number
  readonly dropsUnknown: boolean
}

/** @returns whether both records agree */
export async function copyRecord(copying: Copying): Promise<boolean> {
  const { to, data, journal, isSwitched, isRemote, quietMs, dropsUnknown } = copying
  const holder = isSwitched ? to : to === 'mysql' ? 'd1' : 'mysql'
  const d1 = isRemote ? openRemoteD1(process.env) : openLocalD1(data, holder)
  const bar = new Bar()
  const findings = new Set<string>()
  try {
    const mysql = openMysqlSide(process.env)
    await checkMysql(mysql.side)
    const [source, target] = to === 'mysql' ? [d1.side, mysql.side] : [mysql.side, d1.side]
    const moving: Moving = {
      ...{ source, target, isSwitched, findings, journal },
      show: (table, checked, copied) => bar.show(table, checked, copied),
      say: (line) => bar.say(line),
    }
    await bar.count(source, MOVED_TABLES)
    if (isSwitched) await catchUp(moving, quietMs)
    else await copyAll(moving, dropsUnknown)
    const compared = await compareRecords(moving)
    bar.end()
    print(compared, moving)
    for (const finding of findings) console.log(finding)
    return findings.size === 0 && compared.every(({ digests: [one, other] }) => one === other)
  } finally {
    bar.end()
    d1.close()
  }
}

function print(compared: readonly Compared[], { source, target }: Moving): void {
  const width = Math.max(...compared.map(({ table }) => table.length))
  const row = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(width) : cell.padStart(12))).join('  ')
  console.log(row(['table', source.name, target.name, 'on the move', 'digest']))
  for (const {
    table,
    source: ones,
    target: others,
    moving,
    digests: [one, other],
  } of compared) {
    const counts = [ones, others, moving].map((count) => count.toLocaleString('en'))
    console.log(row([table, ...counts, one === other ? 'equal' : `${one} ≠ ${other}`]))
  }
}
