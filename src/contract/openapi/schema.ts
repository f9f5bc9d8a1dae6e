/** JSON Schema (2020-12) from the schemas that validate, for the documents. */
import * as z from 'zod/mini'

export type JsonSchema = { readonly [keyword: string]: unknown }

/** Schemas with an id become components; all other schemas are inlined. */
export function schemaOf(
  schema: z.ZodMiniType,
  io: 'input' | 'output',
  components: Record<string, JsonSchema>,
): JsonSchema {
  const {
    $schema: _,
    $defs = {},
    id,
    ...own
  } = relocated(
    z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override({ jsonSchema }) {
        // Answers can grow, so clients generated from this document must accept unknown fields.
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      },
    }),
  )
  for (const [name, definition] of Object.entries($defs as Record<string, JsonSchema>)) {
    const { id: __, ...shape } = definition
    components[name] = shape
  }
  if (typeof id !== 'string') return own
  components[id] = own
  return { $ref: `#/components/schemas/${id}` }
}

function relocated(schema: object): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema
}
