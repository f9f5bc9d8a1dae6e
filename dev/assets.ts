/**
 * `npm run assets`: the worker's static files, in dist/assets: the contract's OpenAPI document and its page, and pictures
 * for the demo catalogue. Wrangler runs it before every build ([build] in wrangler.toml), so that none is stale.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApiDocument } from '../src/contract/openapi/document.ts'
import { DOCUMENTED } from '../src/contract/openapi/documented.ts'
import { docsPage } from '../src/contract/openapi/page.ts'
import { readDemo } from './demo.ts'
import { productPicture } from './picture.ts'

const VERSION = '0.1.0'
/** A picture has one text. */
const LOCALE = 'zh-CN'

/** Where wrangler.toml has the assets. */
export const ASSETS = fileURLToPath(new URL('../dist/assets', import.meta.url))

export async function writeAssets(): Promise<void> {
  await write('openapi.json', JSON.stringify(openApiDocument(DOCUMENTED, VERSION)))
  await write('docs.html', String(await docsPage('Pannier', DOCUMENTED)))
  for (const { sku, title } of (await readDemo()).products) {
    await write(`pictures/${sku}.svg`, productPicture(sku, title[LOCALE] ?? sku))
  }
}

/** Whole or not at all: builds may run at the same time. */
async function write(name: string, text: string): Promise<void> {
  const file = join(ASSETS, name)
  const unfinished = `${file}.${process.pid}`
  await mkdir(dirname(file), { recursive: true })
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}

if (import.meta.main) await writeAssets()
