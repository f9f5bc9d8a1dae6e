/** The AsyncAPI document. Invariant: it describes the served live routes, and every reference in it resolves. */
import { beforeAll, describe, expect, it } from 'vitest'
import { liveRoutes } from '../../src/contract/http/live.ts'
import { stranger } from './support/client.ts'

interface Reference {
  readonly $ref: string
}
interface Document {
  readonly asyncapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, Reference>> }>
  >
  readonly operations: Readonly<
    Record<string, { readonly action: string; readonly channel: Reference; readonly messages: readonly Reference[] }>
  >
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: object }>>
    readonly schemas: Readonly<Record<string, object>>
  }
}

describe('the AsyncAPI document', () => {
  let text: string
  let document: Document
  beforeAll(async () => {
    const reply = await stranger.get('/asyncapi.json')
    expect(reply.status, reply.text).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    text = reply.text
    document = JSON.parse(text) as Document
  })

  it('the document has version 3, and a channel for each live route', () => {
    expect(document.asyncapi).toBe('3.0.0')
    expect(document.info).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
    const addresses = Object.values(liveRoutes).map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'))
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(addresses)
  })

  it('each operation names messages of its channel, and together they name all of them', () => {
    for (const [name, channel] of Object.entries(document.channels)) {
      const prefix = `#/channels/${name}`
      const its = Object.values(document.operations).filter(({ channel: { $ref } }) => $ref === prefix)
      expect(its.map(({ action }) => action).sort()).toEqual(['receive', 'send'])
      const named = its.flatMap(({ messages }) => messages.map(({ $ref }) => $ref))
      expect(named.sort()).toEqual(
        Object.keys(channel.messages)
          .map((message) => `${prefix}/messages/${message}`)
          .sort(),
      )
    }
  })

  it('the document has no reference that leads nowhere, and no component that nothing refers to', () => {
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
    for (const reference of references) {
      const target = reference
        .split('/')
        .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], document)
      expect(target, reference).toBeTypeOf('object')
    }
    const { messages, schemas } = document.components
    const components = [
      ...Object.keys(messages).map((name) => `components/messages/${name}`),
      ...Object.keys(schemas).map((name) => `components/schemas/${name}`),
    ]
    expect(references).toEqual(expect.arrayContaining(components))
  })

  it('the document describes operations strictly, and lets the server’s messages grow', () => {
    const { messages } = document.components
    expect(messages.ops?.payload).toMatchObject({ additionalProperties: false, required: ['t', 'ops'] })
    for (const name of ['welcome', 'cartChange', 'cartReset', 'orderChange', 'orderReset', 'ack', 'error']) {
      expect(JSON.stringify(messages[name]?.payload), name).not.toContain('"additionalProperties":false')
    }
  })
})
