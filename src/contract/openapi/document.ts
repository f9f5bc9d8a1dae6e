/** The OpenAPI 3.1 document of a list of routes, from the schemas that validate (JSON Schema 2020-12). */
import * as z from 'zod/mini'
import { accessOf, needsReason } from '../access.ts'
import { eventSchemaOf } from '../answers/events.ts'
import { problemSchema } from '../answers/shapes.ts'
import { EVENTS } from '../events/table.ts'
import { MAX_REASON_LENGTH, REASON_HEADER } from '../http/audit.ts'
import { PROBLEMS, type ProblemCode } from '../problem.ts'
import type { Content, Operation } from './operation.ts'
import { type JsonSchema, schemaOf } from './schema.ts'

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
    readonly license: object
  }
  readonly webhooks: { readonly [type: string]: object }
  readonly paths: { readonly [path: string]: { readonly [method: string]: object } }
  readonly components: { readonly schemas: { readonly [id: string]: JsonSchema }; readonly securitySchemes: object }
}

export const SECURITY = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An access token of a guest, an account or the configured identity provider. Alternatively a server key, with the id of the user in X-User-Id.',
  },
}

/** Refusals of the guard and of the dispatch. Every route can answer them, so the routes do not list them. */
const ON_EVERY_ROUTE: readonly ProblemCode[] = ['url_too_long', 'headers_too_large', 'method_not_allowed', 'internal']

const DESCRIPTION = `A shopping cart and checkout backend that runs at the edge. Every route can also refuse with ${ON_EVERY_ROUTE.map(
  (code) => `${PROBLEMS[code][0]} \`${code}\``,
).join(', ')}.`

export function openApiDocument(routes: readonly Operation[], version: string): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = {}
  const paths: Record<string, Record<string, object>> = {}
  const convert = (schema: z.ZodMiniType, io: 'input' | 'output') => schemaOf(schema, io, schemas)
  for (const doc of routes) {
    const path = doc.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [doc.method]: operationOf(doc, convert) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pannier',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    webhooks: webhooksOf(convert),
    paths,
    components: { schemas, securitySchemes: SECURITY },
  }
}

type Convert = (schema: z.ZodMiniType, io: 'input' | 'output') => JsonSchema

/** The events that an endpoint receives, by type. */
function webhooksOf(convert: Convert): OpenApiDocument['webhooks'] {
  return Object.fromEntries(
    Object.entries(EVENTS).map(([type, { summary, data }]) => {
      const schema = convert(eventSchemaOf(z.literal(type), data), 'output')
      const requestBody = { required: true, content: { 'application/json': { schema } } }
      const responses = { '2XX': { description: 'The endpoint has accepted the event.' } }
      return [type, { post: { operationId: `event.${type}`, tags: ['Events'], summary, requestBody, responses } }]
    }),
  )
}

function operationOf(doc: Operation, convert: Convert): object {
  const { operationId, group, summary, headers = [] } = doc
  const body = contentOf(doc.body, doc.content, 'input', convert)
  const access = accessOf(doc.method.toUpperCase(), doc.path)
  const parameters = [
    ...parametersOf(doc.params, 'path', convert),
    ...parametersOf(doc.query, 'query', convert),
    ...headers.map((header) => ({ ...header, in: 'header', required: false, schema: { type: 'string' } })),
    ...reasonOf(doc),
  ]
  return {
    operationId,
    tags: [group],
    summary,
    ...(access !== 'public' && {
      description: `Requires one of these roles: ${access.join(', ')}.`,
      security: [{ bearer: [] }],
    }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...answersOf(doc, convert), ...refusalsOf(doc, convert) },
  }
}

function parametersOf(
  schema: z.ZodMiniObject | undefined,
  where: 'path' | 'query',
  convert: Convert,
): readonly object[] {
  if (!schema) return []
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: where,
    // A field that accepts undefined is optional.
    required: where === 'path' || !z.safeParse(field, undefined).success,
    schema: convert(field as z.ZodMiniType, 'input'),
  }))
}

function answersOf({ answers }: Operation, convert: Convert): object {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, content: others }]) => {
      const content = contentOf(schema, others, 'output', convert)
      return [status, { description, ...(content && { content }) }]
    }),
  )
}

/** Undefined when there is no body. */
function contentOf(json: z.ZodMiniType | undefined, others: Content = {}, io: 'input' | 'output', convert: Convert) {
  const all = Object.entries({ ...(json && { 'application/json': json }), ...others })
  if (all.length === 0) return undefined
  return Object.fromEntries(all.map(([mediaType, schema]) => [mediaType, { schema: convert(schema, io) }]))
}

/** The header field with the operator's reason, on every write for operators. */
function reasonOf({ method, path }: Operation): readonly object[] {
  if (method === 'get' || !path.startsWith('/v1/admin/')) return []
  const description = `The reason of the action, for the audit: percent-encoded UTF-8, at most ${MAX_REASON_LENGTH} characters.`
  const required = needsReason(method.toUpperCase(), path)
  return [{ name: REASON_HEADER, description, in: 'header', required, schema: { type: 'string' } }]
}

/** One answer for each status. Its description names the codes that it can carry. */
function refusalsOf({ refusals, method, path }: Operation, convert: Convert): object {
  const reason: readonly ProblemCode[] = needsReason(method.toUpperCase(), path) ? ['reason_required'] : []
  const byStatus = Map.groupBy(new Set([...reason, ...refusals]), (code) => PROBLEMS[code][0])
  const content = { 'application/problem+json': { schema: convert(problemSchema, 'output') } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\``).join(', '), content },
    ]),
  )
}
