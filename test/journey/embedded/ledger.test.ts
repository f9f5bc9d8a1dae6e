/**
 * `npm run ledger` as operators run it.
 * Invariant: its exit code says whether all sums agree (0), some differ (1), or the result is unknown (2); its output
 * names each difference.
 */
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { ReportBody } from '../../../src/contract/answers/reports.ts'
import { startWorker } from '../support/worker.ts'

const program = fileURLToPath(import.meta.resolve('../../../dev/ledger.ts'))
const admin = { email: 'admin@pannier.example', password: 'admin of the journey' }

async function ledger(...args: readonly string[]) {
  const env = { ...process.env, PANNIER_ADMIN_EMAIL: admin.email, PANNIER_ADMIN_PASSWORD: admin.password }
  const child = spawn(process.execPath, [program, ...args], { env })
  const ended = new Promise((done) => child.once('exit', done))
  const [printed, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, printed, said }
}

/** A worker whose ledger has found a difference. */
async function answering(report: ReportBody, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => response.end(JSON.stringify(report)))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
  }
}

const startedAt = '2026-11-24T03:17:00.000Z'
const report: ReportBody = {
  ...{ id: 'ledger-1', kind: 'ledger', startedAt, endedAt: startedAt, state: 'complete' },
  checked: { orders: 1_200, skus: 1, payments: 0, inFlight: 3, unanswered: 0 },
  counts: { stock_sold: 1, payment_unknown: 1 },
  findings: [],
}

describe('npm run ledger', () => {
  it('the command, signed in as the admin, exits with 0 if all sums agree', async () => {
    const worker = await startWorker({ vars: { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password } })
    try {
      const { code, printed } = await ledger('--url', worker.url)
      expect(printed).toMatch(/checked {4}0 orders, 0 SKUs, 0 payments\nEverything agrees\./)
      expect(code).toBe(0)
      const refused = await ledger('--url', worker.url, '--token', 'nonsense')
      expect(refused.said).toMatch(/401/)
      expect(refused.code).toBe(2)
    } finally {
      await worker.stop()
    }
  })

  it('the command exits with 1 and names each difference', async () => {
    const none = { action: 'none', at: startedAt } as const
    const findings: ReportBody['findings'] = [
      { kind: 'stock_sold', subject: 'sku:tea', expected: 4, found: 3, ...none },
      { kind: 'payment_unknown', subject: 'payment:pay_1', expected: 500, found: null, ...none },
    ]
    await answering({ ...report, findings }, async (url) => {
      const { code, printed } = await ledger('--url', url, '--token', 'any')
      expect(code).toBe(1)
      expect(printed).toContain(`Ledger check of ${startedAt}`)
      expect(printed).toMatch(/1,200 orders, 1 SKU, 0 payments\n {2}skipped {4}3 /)
      expect(printed).toMatch(/2 differences:/)
      expect(printed).toMatch(/stock_sold: .+\n {2}sku:tea {8}expected 4, found 3/)
      expect(printed).toMatch(/payment_unknown: .+\n {2}payment:pay_1 {2}expected 500, found nothing/)
    })
  })

  it('the command exits with 2 for unknown arguments', async () => {
    const { code, said } = await ledger('--bogus')
    expect(said).toMatch(/usage: npm run ledger/)
    expect(code).toBe(2)
  })
})
