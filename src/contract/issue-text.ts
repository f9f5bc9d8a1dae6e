/** The messages for every issue that a schema can report, so that all validation errors read alike. */
import * as z from 'zod/mini'

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  undefined: 'left out',
  never: 'left out',
}
const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  datetime: 'a time like 2026-11-24T10:00:00Z',
  date: 'a day like 2026-11-24',
}
/** The unit of a size by kind of value. Numbers do not have a unit. */
const UNITS: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' items',
  set: ' items',
  map: ' items',
  object: ' fields',
}

function textOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_format':
      return FORMATS[issue.format] ? `must be ${FORMATS[issue.format]}` : 'does not have the format of this field'
    case 'too_big':
      return `must ${sizeOf(issue.origin, issue.inclusive === false ? 'below' : 'at most', issue.maximum)}`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'is empty'
      return `must ${sizeOf(issue.origin, issue.inclusive === false ? 'above' : 'at least', issue.minimum)}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ')}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return 'does not match any form of this field'
    case 'invalid_key':
      return 'has a field whose name is not valid'
    case 'invalid_element':
      return 'has an item that is not valid'
    default:
      return 'is not valid'
  }
}

function sizeOf(origin: string, bound: string, limit: number | bigint): string {
  const unit = UNITS[origin]
  return unit === undefined ? `be ${bound} ${limit}` : `have ${bound} ${limit}${unit}`
}

/** Call this before the first validation. A schema's own messages take precedence over these. */
export function useOwnTexts(): void {
  z.config({ customError: textOf })
}
