/** Images of a product: uploaded, described and put in order at the console, and shown in the shop with their sizes. */
import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { looksGood } from './looks.ts'
import { Operating } from './operating.ts'

const SKU = 'thermos-750'
const PATH = `/catalogue/products/${SKU}`
const photo = (name: string) => ({
  name: `${name}.webp`,
  mimeType: 'image/webp',
  buffer: readFileSync(`docs/images/${name}.webp`),
})

/** Chromium begins a drag only when the mouse moves a little at first. */
async function dragTo({ mouse }: Page, from: Locator, to: Locator): Promise<void> {
  await from.scrollIntoViewIfNeeded()
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('the pictures are not shown')
  await mouse.move(start.x + 60, start.y + 60)
  await mouse.down()
  await mouse.move(start.x + 70, start.y + 50, { steps: 5 })
  await mouse.move(end.x + 60, end.y + 60, { steps: 5 })
  await mouse.up()
}

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true, vars: { IMAGE_RESIZING: 'cloudflare' } })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  const shown = async () =>
    (await (await fetch(`${worker.url}/v1/products/${SKU}?locale=en`)).json()) as {
      images: string[]
      media: { src: string; alt?: string; width?: number; height?: number }[]
    }

  it('pictures are uploaded, described, moved by keys and by dragging, removed, and shown in the shop', async () => {
    // All pictures fit, because a drag does not scroll.
    const operating = await Operating.start(browser, worker.url, { viewport: { width: 1280, height: 1400 } })
    const { page } = operating
    const list = page.locator('.images li')
    const save = async () => {
      await page.getByRole('button', { name: `Save changes of ${SKU}` }).click()
      expect(await operating.result()).toBe(`Saved ${SKU}`)
    }
    await operating.open(PATH)
    await expect.poll(() => list.count()).toBe(1)
    await page.getByLabel('Upload pictures').setInputFiles([photo('home'), photo('cart')])
    await page.getByText('Pictures uploaded: 2.').waitFor()
    const rejected = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') }
    await page.getByLabel('Upload pictures').setInputFiles([rejected])
    await page.getByRole('alert').filter({ hasText: 'image/png' }).waitFor()
    await page.getByLabel('What picture 2 shows (en)').fill('The home page')
    await looksGood(page)
    const earlier = page.getByRole('button', { name: 'Move picture 2 forward' })
    await earlier.focus()
    await page.keyboard.press('Enter')
    await page.getByText('Picture 2 is now picture 1.').waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Move picture 1 forward')
    await expect.poll(() => page.getByLabel('What picture 1 shows (en)').inputValue()).toBe('The home page')
    await save()
    const first = await shown()
    expect(first.images[1]).toMatch(/^\/pictures\//)
    expect(first.media[0]).toMatchObject({ src: first.images[0], alt: 'The home page' })
    expect(first.media[2]).not.toHaveProperty('alt')
    await dragTo(page, list.nth(2).locator('.thumb'), list.nth(0).locator('.thumb'))
    await page.getByText('Picture 3 is now picture 1.').waitFor()
    await page.getByRole('button', { name: 'Remove picture 3' }).click()
    await save()
    // The strip has the same words after the first save.
    await expect.poll(async () => (await shown()).images).toEqual([first.images[2], first.images[0]])

    await page.goto(`${worker.url}/en/products/${SKU}`)
    const { width, height } = first.media[0] ?? {}
    const described = page.getByRole('img', { name: 'The home page' })
    expect(await described.getAttribute('width')).toBe(String(width))
    expect(await described.getAttribute('height')).toBe(String(height))
    const choice = (await described.getAttribute('srcset')) ?? ''
    expect(choice).toContain(`/cdn-cgi/image/width=320,fit=scale-down,format=auto${first.images[0]} 320w`)
    expect(choice).toContain(`${first.images[0]} ${width}w`)
    const loaded = await page.request.get(`${worker.url}${first.images[0]}`)
    expect([loaded.status(), loaded.headers()['content-type']]).toEqual([200, 'image/webp'])
    await looksGood(page)
    // The smaller sizes come from Cloudflare, which this machine does not have.
    operating.complaints.splice(0)
    await operating.end()
  })

  it('the field of pictures speaks Chinese', async () => {
    const operating = await Operating.start(browser, worker.url, { locale: 'zh-CN' })
    await operating.open(PATH)
    await operating.page.getByLabel('上传图片').waitFor()
    await expect.poll(() => operating.page.getByRole('button', { name: '将图片 1 后移' }).count()).toBe(1)
    await looksGood(operating.page)
    await operating.end()
  })
})
