/** The shop that the bench and the load tests measure has everything that a checkout needs, static files included. */
import { expect, it } from 'vitest'
import { withFolder } from '../../../bench/folders.ts'
import { add, openShop } from '../../../bench/shop.ts'

it('the shop of the bench takes a checkout', async () => {
  await withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir })
    try {
      const [guest] = await shop.guests(1)
      if (guest === undefined) throw new Error('no guest')
      await shop.driver.call(add(guest, 'sku-1'))
      const address = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }
      const headers = { 'Idempotency-Key': 'one' }
      const checkout = { method: 'POST', path: '/v1/checkout', token: guest.token, body: { address }, headers } as const
      expect((await shop.driver.ask(checkout)).status).toBe(201)
    } finally {
      await shop.stop()
    }
  })
})
