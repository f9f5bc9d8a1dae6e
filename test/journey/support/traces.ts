/**
 * Searches texts in every place where a deployment keeps data: the files of its objects and of D1, MySQL's tables,
 * Redis, and the log. This covers the queue and dead letters: the runtime keeps messages in memory until the consumer
 * has taken them, and the record has the dead letters.
 */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Tiers } from './tiers.ts'
import type { LogLine } from './worker.ts'

export interface Places {
  /** The folder of the worker's objects and of D1. */
  readonly dataDir: string
  readonly logs: readonly LogLine[]
  /** Null for a deployment with only D1. */
  readonly tiers: Tiers | null
}

/** One entry of a place, as text. */
interface Entry {
  readonly place: string
  readonly text: string
}

/**
 * Each text that was found, with its places.
 * @param ids the person's ids: they may be in tombstones, so that late messages bring nothing back
 */
export async function tracesOf(
  texts: readonly string[],
  ids: readonly string[],
  places: Places,
): Promise<Record<string, readonly string[]>> {
  const entries = [...(await inFiles(places.dataDir)), ...inLog(places.logs), ...(await inTiers(places.tiers))]
  const found = [...texts, ...ids].map((wanted) => {
    const counts = ({ text }: Entry) => text.includes(wanted) && !(ids.includes(wanted) && isTombstone(text))
    return [wanted, [...new Set(entries.filter(counts).map(({ place }) => place))].sort()] as const
  })
  return Object.fromEntries(found.filter(([, its]) => its.length > 0))
}

/** This reads a copy, because the worker continues to write. */
async function inFiles(dataDir: string): Promise<Entry[]> {
  const copy = await mkdtemp(join(tmpdir(), 'pannier-traces-'))
  try {
    await cp(dataDir, copy, { recursive: true })
    const names = await readdir(copy, { recursive: true })
    return names.filter((name) => name.endsWith('.sqlite')).flatMap((name) => inFile(copy, name))
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

function inFile(folder: string, name: string): Entry[] {
  const database = new DatabaseSync(join(folder, name))
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    return tables.flatMap((table) => {
      const read = database.prepare(`SELECT * FROM "${table.name}"`)
      // Some of the runtime's own numbers are beyond 2^53.
      read.setReadBigInts(true)
      const rows = read.all()
      return rows.map((row) => entryOf(`${classOf(name)} ${table.name}`, row))
    })
  } finally {
    database.close()
  }
}

/** The class names `do/pannier-CartDurableObject/…`, the folder `d1/…`. */
function classOf(name: string): string {
  return /(\w+)Object\//.exec(name)?.[1] ?? name.split('/')[0] ?? name
}

async function inTiers(tiers: Tiers | null): Promise<Entry[]> {
  if (!tiers) return []
  const { mysql, redis } = tiers
  const entries: Entry[] = []
  for (const row of await mysql.sql('show tables')) {
    const [table] = Object.values(row)
    for (const each of await mysql.sql(`select * from \`${table}\``)) entries.push(entryOf(`MySQL ${table}`, each))
  }
  for (const key of await redis.keys('*')) {
    const value = (await redis.type(key)) === 'hash' ? await redis.hgetall(key) : await redis.dump(key)
    entries.push({ place: `Redis ${key.split(':').slice(0, 2).join(':')}`, text: `${key} ${JSON.stringify(value)}` })
  }
  return entries
}

function inLog(logs: readonly LogLine[]): Entry[] {
  return logs.map((line) => ({ place: `log ${line.event}`, text: JSON.stringify(line) }))
}

function entryOf(place: string, row: Record<string, unknown>): Entry {
  return { place, text: JSON.stringify(row, (_, value) => readable(value)) }
}

function readable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value
}

/** The id and position of an erased object. */
function isTombstone(text: string): boolean {
  return /"state\\*":\\*"erased\\*"/.test(text)
}
