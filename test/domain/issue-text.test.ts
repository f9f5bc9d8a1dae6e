/** Texts of refusals. Invariant: a client never reads a message of the validator, for any schema. */
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { useOwnTexts } from '../../src/contract/issue-text.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'

/** The validator's own texts; `en` is its default language. */
const RAW = /^(Invalid|Too (big|small)|Unrecognized|Expected|Input)\b/
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  Number.NaN,
  '',
  ' ',
  'x',
  '\u{1F600}'.repeat(5_000),
  '2026-02-30',
  [],
  [null],
  Array.from({ length: 1_000 }, () => 'x'),
  {},
  { unknown: 1 },
]

useOwnTexts()

/** Bodies in which one field at a time has a hostile value and the other fields are left out. */
function hostileTo(schema: z.ZodMiniType): readonly unknown[] {
  const inner = schema instanceof z.ZodMiniPipe ? (schema.def.in as z.ZodMiniType) : schema
  const fields =
    inner instanceof z.ZodMiniObject ? Object.entries(inner.shape as Readonly<Record<string, z.ZodMiniType>>) : []
  const within = fields.flatMap(([name, field]) => {
    const own =
      field instanceof z.ZodMiniOptional || field instanceof z.ZodMiniDefault
        ? (field.def.innerType as z.ZodMiniType)
        : field
    const deeper = own instanceof z.ZodMiniObject || own instanceof z.ZodMiniPipe ? hostileTo(own) : []
    return [...HOSTILE, ...deeper].map((value) => ({ [name]: value }))
  })
  return [...HOSTILE, ...within]
}

test.each(DOCUMENTED.map((doc) => [`${doc.method} ${doc.path}`, doc] as const))(
  '%s refuses in Pannier’s own words',
  (_, doc) => {
    for (const schema of [doc.params, doc.query, doc.body]) {
      if (!schema) continue
      for (const value of hostileTo(schema)) {
        const { error } = schema.safeParse(value)
        for (const { message } of error?.issues ?? []) expect(message).not.toMatch(RAW)
      }
    }
  },
)

test('every kind of refusal has its own text', () => {
  const messageOf = (schema: z.ZodMiniType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message
  expect([
    messageOf(z.string(), undefined),
    messageOf(z.string(), 1),
    messageOf(z.int(), 1.5),
    messageOf(z.string().check(z.maxLength(3)), 'four'),
    messageOf(z.string().check(z.minLength(1)), ''),
    messageOf(z.array(z.string()).check(z.maxLength(1)), ['a', 'b']),
    messageOf(z.number().check(z.minimum(1)), 0),
    messageOf(z.number().check(z.positive()), 0),
    messageOf(z.number().check(z.multipleOf(5)), 3),
    messageOf(z.strictObject({}), { a: 1, b: 2 }),
    messageOf(z.enum(['paid', 'shipped']), 'lost'),
    messageOf(z.union([z.strictObject({ a: z.number() }), z.strictObject({ b: z.number() })]), {}),
    messageOf(z.record(z.string().check(z.maxLength(1)), z.string()), { long: 'x' }),
    messageOf(z.url(), 'x'),
    messageOf(z.string().check(z.regex(/^a$/)), 'b'),
    messageOf(z.never(), 1),
  ]).toEqual([
    'is missing',
    'must be a text',
    'must be a whole number',
    'must have at most 3 characters',
    'is empty',
    'must have at most 1 items',
    'must be at least 1',
    'must be above 0',
    'must be a multiple of 5',
    'has unknown fields: a, b',
    'must be one of paid, shipped',
    'does not match any form of this field',
    'has a field whose name is not valid',
    'must be a URL',
    'does not have the format of this field',
    'must be left out',
  ])
})
