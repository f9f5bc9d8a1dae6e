/**
 * Generates the types of the client package from the OpenAPI document: one entry for each call, named `METHOD /path`.
 * Users of the package do not have Pannier's sources, so the types must be self-contained.
 */
import type { OpenApiDocument } from '../src/contract/openapi/document.ts'

type Schema = { readonly [keyword: string]: unknown }
type Contents = { readonly [mediaType: string]: { readonly schema: Schema } }

interface Call {
  readonly summary: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Contents }
  readonly responses: { readonly [status: string]: { readonly description: string; readonly content?: Contents } }
}

const PROBLEM = 'application/problem+json'

export function clientTypes(document: OpenApiDocument): string {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    // The cast: openApiDocument makes operations of this shape.
    Object.entries(methods as Record<string, Call>).map(([method, call]) =>
      callType(`${method.toUpperCase()} ${path}`, call),
    ),
  )
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${comment(schema.description)}export type ${name} = ${typeOf(schema)}\n`,
  )
  const text = [
    '/** The calls and shapes of the API. Made by `npm run client` from the OpenAPI document; do not edit. */\n',
    ...schemas,
    `export interface Calls {\n${calls.join('')}}\n`,
    "export type ProblemCode = Problem['code']\n",
  ].join('\n')
  return indented(text)
}

/** Indents by the brackets at the ends of lines; texts are on lines of their own. */
function indented(text: string): string {
  let depth = 0
  const lines = text.split('\n').map((line) => {
    if (line.startsWith('/**')) return ' '.repeat(depth * 2) + line
    const closes = (line.match(/[}\])]/g) ?? []).length
    const opens = (line.match(/[{[(]/g) ?? []).length
    const own = /^[})\]]/.test(line) ? depth - 1 : depth
    depth += opens - closes
    return line === '' ? '' : ' '.repeat(Math.max(0, own) * 2) + line
  })
  return lines.join('\n')
}

function callType(name: string, { summary, parameters = [], requestBody, responses }: Call): string {
  const fields = [
    ...['path', 'query', 'header'].flatMap((where) => parametersType(where, parameters)),
    ...(requestBody ? [`body: ${contentType(requestBody.content)}`] : []),
    `answer: ${answerType(responses)}`,
    `refusals: ${refusalType(responses)}`,
  ]
  return `${comment(summary)}${quoted(name)}: { ${fields.join('; ')} }\n`
}

function parametersType(where: string, all: NonNullable<Call['parameters']>): readonly string[] {
  const found = all.filter((parameter) => parameter.in === where)
  if (found.length === 0) return []
  const fields = found.map(({ name, required, schema }) => `${quoted(name)}${required ? '' : '?'}: ${typeOf(schema)}`)
  return [`${where}${found.some(({ required }) => required) ? '' : '?'}: { ${fields.join('; ')} }`]
}

function answerType(responses: Call['responses']): string {
  const bodies = Object.entries(responses)
    .filter(([status]) => status < '300')
    .map(([, { content }]) => (content ? contentType(content) : 'null'))
  return [...new Set(bodies)].join(' | ') || 'null'
}

/** The description of a refusal lists its codes. */
function refusalType(responses: Call['responses']): string {
  const codes = Object.values(responses).flatMap(({ description, content }) =>
    content?.[PROBLEM] ? [...description.matchAll(/`(\w+)`/g)].map(([, code = '']) => `'${code}'`) : [],
  )
  return [...new Set(codes)].join(' | ') || 'never'
}

function contentType(content: Contents): string {
  const json = content['application/json']
  return json ? typeOf(json.schema) : 'string'
}

function typeOf(schema: Schema): string {
  const { $ref, anyOf, oneOf, enum: values, type } = schema
  if (typeof $ref === 'string') return $ref.slice($ref.lastIndexOf('/') + 1)
  if ('const' in schema) return JSON.stringify(schema.const)
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ')
  const some = (anyOf ?? oneOf) as readonly Schema[] | undefined
  if (some) return `(${[...new Set(some.map(typeOf))].join(' | ')})`
  if (Array.isArray(type)) return `(${type.map((each) => typeOf({ ...schema, type: each })).join(' | ')})`
  if (type === 'array') return `(${typeOf((schema.items ?? {}) as Schema)})[]`
  if (type === 'object') return objectType(schema)
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string' || type === 'boolean' || type === 'null') return type
  return 'unknown'
}

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries((properties ?? {}) as Record<string, Schema>).map(([name, field]) => {
    const mark = (required as readonly string[]).includes(name) ? '' : '?'
    return `${comment(field.description)}${quoted(name)}${mark}: ${typeOf(field)}`
  })
  if (fields.length > 0) return `{\n${fields.join('\n')}\n}`
  const isMap = typeof additionalProperties === 'object' && additionalProperties !== null
  return `{ [name: string]: ${isMap ? typeOf(additionalProperties as Schema) : 'unknown'} }`
}

function comment(text: unknown): string {
  return typeof text === 'string' ? `/** ${text.replaceAll('*/', '* /')} */\n` : ''
}

function quoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`
}
