/** Checks how a page of the shop looks and reads, in Chromium. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { SHOTS } from '../support/chromium.ts'

/** Each language and each scheme once. */
export const LOOKS = [
  ['zh', 'light'],
  ['en', 'dark'],
] as const

/** The narrowest phone and a wide desk, each in one of the looks. */
export const VIEWS = [
  ['zh', 'light', 360, 800],
  ['en', 'dark', 1440, 900],
] as const
export type View = readonly [language: 'zh' | 'en', colorScheme: 'light' | 'dark', width: number, height: number]

export function viewOptions([language, colorScheme, width, height]: View) {
  return { viewport: { width, height }, colorScheme, locale: language === 'zh' ? 'zh-CN' : 'en-GB' }
}

interface Fault {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

const axe = readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Resolves when all animations that end have ended: text that fades in has less contrast until then. */
const STILL = `Promise.allSettled(
  document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
    .map(({ finished }) => finished),
).then(() => {})`

let taken = 0

/** Keeps a picture of the page, named by the test, if the run wants pictures. */
async function keep(page: Page): Promise<void> {
  if (!SHOTS) return
  const test = (expect.getState().currentTestName ?? '').replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(-90)
  const width = page.viewportSize()?.width ?? 0
  await page.screenshot({ path: join(SHOTS, `${test}-${++taken}-${width}.png`), fullPage: true, timeout: 90_000 })
}

/**
 * Expects no fault that axe knows, by WCAG 2.2 AA and by its own good practice, and nothing that scrolls sideways. The
 * page's policy does not stop the debugger's scripts. Frames have no axe, and its calls of a sandboxed one are errors.
 */
export async function looksGood(page: Page): Promise<void> {
  await page.evaluate(STILL)
  await keep(page)
  await page.evaluate(await axe)
  const { violations } = await page.evaluate<{ violations: readonly Fault[] }>('axe.run(document, { iframes: false })')
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([])
  await fits(page)
}

/** Expects that nothing scrolls sideways. */
export async function fits(page: Page): Promise<void> {
  const tooWide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  expect(await page.evaluate<number>(tooWide), `${page.url()} at ${page.viewportSize()?.width}`).toBe(0)
}
