/**
 * The parameters of Stripe's API that Pannier sends, in the form of Stripe's OpenAPI document
 * (github.com/stripe/openapi, read in the edition of October 2025). The whole document replaces this list if
 * STRIPE_OPENAPI names a file with it; it is too large, and not ours, to be kept here.
 */
import { readFileSync } from 'node:fs'
import type { Schema } from './form.ts'

export interface Operation {
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema: Schema
    readonly required?: boolean
  }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/x-www-form-urlencoded': { readonly schema: Schema } }
  }
}

export interface ApiDocument {
  readonly paths: { readonly [path: string]: { readonly get?: Operation; readonly post?: Operation } }
}

const text: Schema = { type: 'string', maxLength: 5000 }
const integer: Schema = { type: 'integer' }
const metadata: Schema = { type: 'object', additionalProperties: { type: 'string', maxLength: 500 } }
const expand: Schema = { type: 'array', items: text }

const query = (schemas: { readonly [name: string]: Schema }, required: readonly string[] = []): Operation => ({
  parameters: Object.entries(schemas).map(([name, schema]) => {
    return { name, in: 'query', schema, required: required.includes(name) }
  }),
})
const form = (properties: { readonly [name: string]: Schema }, required: readonly string[] = []): Operation => ({
  requestBody: {
    content: {
      'application/x-www-form-urlencoded': {
        schema: { type: 'object', additionalProperties: false, properties, required },
      },
    },
  },
})

const OWN_LIST: ApiDocument = {
  paths: {
    '/v1/checkout/sessions': {
      post: form({
        mode: { type: 'string', enum: ['payment', 'setup', 'subscription'] },
        client_reference_id: { type: 'string', maxLength: 200 },
        success_url: text,
        cancel_url: text,
        expires_at: integer,
        line_items: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              quantity: integer,
              price_data: {
                type: 'object',
                required: ['currency'],
                properties: {
                  currency: text,
                  unit_amount: integer,
                  product_data: { type: 'object', required: ['name'], properties: { name: text } },
                },
              },
            },
          },
        },
        metadata,
        payment_intent_data: { type: 'object', properties: { metadata } },
      }),
    },
    '/v1/refunds': {
      get: query({ payment_intent: text, limit: integer, starting_after: text }),
      post: form({ payment_intent: text, amount: integer, metadata }),
    },
    '/v1/payment_intents/search': { get: query({ query: text, expand }, ['query']) },
    '/v1/payment_intents/{intent}': { get: query({ expand }) },
  },
}

/** Stripe's own document, where the environment has it. */
export function apiDocument(): ApiDocument {
  const file = process.env.STRIPE_OPENAPI
  // The cast: the document has more fields than the ones that are read.
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as ApiDocument) : OWN_LIST
}
