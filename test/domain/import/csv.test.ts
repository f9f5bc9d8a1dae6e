/** Records of a file. Invariant: a text has the same records in chunks of any size, and none is lost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvReader, type FileRecord, MAX_RECORD_LENGTH, type RecordReader } from '../../../src/domain/import/csv.ts'
import { JsonLinesReader } from '../../../src/domain/import/json-lines.ts'

/** Cuts the text at these places. */
function read<Item extends FileRecord>(reader: RecordReader<Item>, text: string, cuts: readonly number[] = []): Item[] {
  const places = [0, ...cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b), text.length]
  const pieces = places.slice(1).map((to, at) => text.slice(places[at], to))
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}
const csv = (text: string, cuts?: readonly number[]) => read(new CsvReader(), text, cuts)
const rows = (text: string) =>
  csv(text).map(({ line, cells, fault }) => [line, ...cells, ...(fault ? [{ fault }] : [])])

const pieceOfText = fc.constantFrom(
  'a',
  ',',
  ';',
  '\t',
  'sep=;\n',
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '购',
  '\ufeff',
  'x,y\n',
  '"q\n"',
)
const anyText = fc.array(pieceOfText, { maxLength: 30 }).map((parts) => parts.join(''))
const cuts = fc.array(fc.nat(60), { maxLength: 8 })

describe('a CSV file', () => {
  it('each record has the number of the line on which it begins', () => {
    expect(rows('id,title\na,"x, ""y""\nz"\n\nb,2\n')).toEqual([
      [1, 'id', 'title'],
      [2, 'a', 'x, "y"\nz'],
      [4, ''],
      [5, 'b', '2'],
    ])
  })

  it('lines may end with LF, CRLF or CR, and the last one may end with none', () => {
    const wanted = [
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ]
    for (const end of ['\n', '\r\n', '\r']) {
      expect(rows(`a,b${end}c,d`)).toEqual(wanted)
      expect(rows(`a,b${end}c,d${end}`)).toEqual(wanted)
      expect(rows(`"a","b"${end}"c","d"${end}`)).toEqual(wanted)
    }
  })

  it('line ends and CRs in quotation marks are kept', () => {
    expect(rows('a\r\n"x\r\ny\r"\r\nb\r\n')).toEqual([
      [1, 'a'],
      [2, 'x\r\ny\r'],
      [5, 'b'],
    ])
    expect(rows('a\n"x\r"\n')).toEqual([
      [1, 'a'],
      [2, 'x\r'],
    ])
  })

  it('records with wrong quotation marks are reported, and the records around them are read', () => {
    expect(rows('a\n"b"c\n"d"\n')).toEqual([
      [1, 'a'],
      [2, { fault: expect.stringContaining('text after the closing quotation mark') }],
      [3, 'd'],
    ])
    expect(rows('a,b\n1,"c\n2,d\n')).toEqual([
      [1, 'a', 'b'],
      [2, { fault: expect.stringContaining('never closed') }],
    ])
    expect(rows('5" pipe\nb\n')).toEqual([
      [1, '5" pipe'],
      [2, 'b'],
    ])
  })

  it.each([
    ['id;title;price\na;"x; y";1\n', 'semicolons'],
    ['id\ttitle\tprice\na\t"x; y"\t1\n', 'tabs'],
    ['\n \nid;title,en;price\na;"x; y";1\n', 'the more frequent character of the header'],
    ['"id,a,b,c";title;price\na;"x; y";1\n', 'a character outside quotation marks'],
    ['sep=;\r\nid;title;price\r\na;"x; y";1\r\n', 'what its first line says'],
    ['\ufeffsep=\t\nid\ttitle,a,b,c\tprice\na\t"x; y"\t1\n', 'what its first line says'],
  ])('the cells of %j are separated by %s', (text) => {
    const records = csv(text).filter(({ blank }) => !blank)
    expect(records.map(({ cells }) => cells.length)).toEqual([3, 3])
    expect(records[1]?.cells).toEqual(['a', 'x; y', '1'])
    expect(
      csv(text)
        .map((record) => record.text)
        .join(''),
    ).toBe(text)
  })

  it('blank records are reported', () => {
    expect(csv('a,b\n\n , \n,\n1,\n').map(({ blank }) => blank)).toEqual([false, true, true, true, false])
  })

  it('a file has the same records in chunks of any size, and their texts make up the file', () => {
    fc.assert(
      fc.property(anyText, cuts, (text, places) => {
        const whole = csv(text)
        expect(csv(text, places)).toEqual(whole)
        expect(whole.map((record) => record.text).join('')).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  it('reading stops at an unterminated record, and holds no more of it than the longest record allowed', () => {
    const reader = new CsvReader()
    reader.push('id,title\n1,"never closed')
    let found: readonly FileRecord[] = []
    let pieces = 0
    while (found.length === 0 && pieces < 100) {
      found = reader.push('x'.repeat(MAX_RECORD_LENGTH / 16))
      pieces += 1
    }
    expect(pieces).toBeLessThanOrEqual(17)
    expect(found).toMatchObject([{ line: 2, fault: expect.stringContaining('the lines after it were not read') }])
    expect([...reader.push('\n3,4\n'), ...reader.end()]).toEqual([])
  })
})

describe('a file of JSON lines', () => {
  it('a file of JSON lines has one record per line, in chunks of any size', () => {
    const text = '{"a":1}\r\n\n{"b":"x\\ny"}'
    const whole = read(new JsonLinesReader(), text)
    expect(whole.map(({ line, blank }) => [line, blank])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ])
    for (let at = 0; at < text.length; at++) expect(read(new JsonLinesReader(), text, [at])).toEqual(whole)
    expect(whole.map((record) => record.text).join('')).toBe(text)
  })
})
