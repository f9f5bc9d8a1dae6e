/**
 * Results in the shape of the PlanetScale database HTTP API: Vitess type names, values as the column's own bytes,
 * 64-bit numbers as strings, zero and default values omitted.
 */
import type { FieldPacket, ResultSetHeader } from 'mysql2'

interface WireField {
  readonly name: string
  readonly type?: string
  readonly table?: string
  readonly orgTable?: string
  readonly database?: string
  readonly orgName?: string
  readonly columnLength?: number
  readonly charset?: number
  readonly flags?: number
  readonly decimals?: number
}

interface WireRow {
  readonly lengths: readonly string[]
  readonly values?: string
}

export interface WireResult {
  readonly rowsAffected?: string
  readonly insertId?: string
  readonly fields?: readonly WireField[]
  readonly rows?: readonly WireRow[]
}

/** A row from mysql2 with `rowsAsArray` and `typeCast: false`: the bytes of each column, null for NULL. */
export type RawRow = readonly (Buffer | null)[]

const unsignedFlag = 32
const enumFlag = 256
const setFlag = 2048
const binaryCharset = 63

const integerTypes: Readonly<Record<number, string>> = { 1: 'INT8', 2: 'INT16', 3: 'INT32', 8: 'INT64', 9: 'INT24' }

// Vitess type names by the type number in MySQL's column definition packet.
const types: Readonly<Record<number, string>> = {
  0: 'DECIMAL',
  4: 'FLOAT32',
  5: 'FLOAT64',
  7: 'TIMESTAMP',
  10: 'DATE',
  11: 'TIME',
  12: 'DATETIME',
  13: 'YEAR',
  16: 'BIT',
  245: 'JSON',
  246: 'DECIMAL',
  247: 'ENUM',
  248: 'SET',
  255: 'GEOMETRY',
}

const textTypes: Readonly<Record<number, readonly [text: string, binary: string]>> = {
  15: ['VARCHAR', 'VARBINARY'],
  249: ['TEXT', 'BLOB'],
  250: ['TEXT', 'BLOB'],
  251: ['TEXT', 'BLOB'],
  252: ['TEXT', 'BLOB'],
  253: ['VARCHAR', 'VARBINARY'],
  254: ['CHAR', 'BINARY'],
}

export function encodeRows(fields: readonly FieldPacket[], rows: readonly RawRow[]): WireResult {
  return {
    fields: fields.map(encodeField),
    ...(rows.length === 0 ? {} : { rows: rows.map(encodeRow) }),
  }
}

export function encodeHeader(header: ResultSetHeader): WireResult {
  return {
    ...(header.affectedRows === 0 ? {} : { rowsAffected: String(header.affectedRows) }),
    // A number or, for large ones, a string: supportBigNumbers is on.
    ...(Number(header.insertId) === 0 ? {} : { insertId: String(header.insertId) }),
  }
}

function encodeField(field: FieldPacket): WireField {
  const flags = Number(field.flags)
  const charset = field.characterSet ?? 0
  const type = typeName(field, flags, charset)
  return {
    name: field.name,
    ...(type === null ? {} : { type }),
    ...(field.table === '' ? {} : { table: field.table }),
    ...(field.orgTable === '' ? {} : { orgTable: field.orgTable }),
    ...(field.schema ? { database: field.schema } : {}),
    ...(field.orgName === '' ? {} : { orgName: field.orgName }),
    ...(field.columnLength ? { columnLength: field.columnLength } : {}),
    ...(charset === 0 ? {} : { charset }),
    ...(flags === 0 ? {} : { flags }),
    ...(field.decimals === 0 ? {} : { decimals: field.decimals }),
  }
}

/** Returns null for NULL_TYPE, which is the default value and therefore omitted. */
function typeName(field: FieldPacket, flags: number, charset: number): string | null {
  const number = field.columnType ?? 6
  const integer = integerTypes[number]
  if (integer !== undefined) return (flags & unsignedFlag) === 0 ? integer : `U${integer}`
  // MariaDB's JSON is a LONGTEXT with a check; the hosted MySQL has a JSON type, so the format decides.
  if (field.extendedFormat === 'json') return 'JSON'
  if (number === 254 && (flags & enumFlag) !== 0) return 'ENUM'
  if (number === 254 && (flags & setFlag) !== 0) return 'SET'
  const text = textTypes[number]
  if (text !== undefined) return charset === binaryCharset ? text[1] : text[0]
  return types[number] ?? null
}

function encodeRow(row: RawRow): WireRow {
  const lengths = row.map((value) => (value === null ? '-1' : String(value.length)))
  const values = Buffer.concat(row.filter((value) => value !== null)).toString('base64')
  return values === '' ? { lengths } : { lengths, values }
}
