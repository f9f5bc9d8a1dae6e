/** A write of each kind at an endpoint of events, for the test of the audit. They run in this order; the last one deletes it. */
import { newId } from '../../../src/domain/id.ts'
import type { Reply } from './client.ts'

type Call = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>
export type Sample = readonly [send: () => Promise<Reply>, action: string, subject: () => string]

const ANY = { 'if-match': '*' }

export function webhookSamples(call: Call): Readonly<Record<string, Sample>> {
  let id = newId('whk', 1)
  const subject = () => `webhook:${id}`
  const at = (method: string, path: string, body?: unknown) => () =>
    call(method, `/v1/admin/webhooks/${id}${path}`, body, ANY)
  const create = async () => {
    const reply = await call('POST', '/v1/admin/webhooks', { url: 'http://127.0.0.1:9/', types: ['order.paid'] })
    id = (JSON.parse(reply.text) as { readonly id: string }).id
    return reply
  }
  const lately = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
  return {
    'post /v1/admin/webhooks': [create, 'create', subject],
    'patch /v1/admin/webhooks/:id': [at('PATCH', '', { isPaused: true }), 'edit', subject],
    'post /v1/admin/webhooks/:id/rotate': [at('POST', '/rotate'), 'edit', subject],
    'post /v1/admin/webhooks/:id/test': [at('POST', '/test'), 'run', subject],
    'post /v1/admin/webhooks/:id/replay': [at('POST', '/replay', lately), 'run', subject],
    'delete /v1/admin/webhooks/:id': [at('DELETE', ''), 'delete', subject],
  }
}
