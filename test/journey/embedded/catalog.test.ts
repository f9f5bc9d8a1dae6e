/**
 * `npm run catalog` as operators run it, against a real worker.
 * Invariants: bad lines are reported by number and do not affect other lines; importing the same file again, or an
 * export, changes nothing.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorker, type Worker } from '../support/worker.ts'

const program = fileURLToPath(import.meta.resolve('../../../dev/catalog.ts'))
const admin = { email: 'admin@pannier.example', password: 'admin of the journey' }
const products = 2_500

let folder: string
let worker: Worker
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-catalog-'))
  worker = await startWorker({ vars: { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password } })
})
afterAll(async () => {
  await worker?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function catalog(args: readonly string[], vars: NodeJS.ProcessEnv = {}) {
  const env = {
    ...process.env,
    ...{ PANNIER_DATA: folder, PANNIER_ADMIN_EMAIL: admin.email, PANNIER_ADMIN_PASSWORD: admin.password },
    ...vars,
  }
  const child = spawn(process.execPath, [program, '--url', worker.url, ...args], { env })
  const ended = new Promise((done) => child.once('exit', done))
  const [printed, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, printed, said }
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const sumOf = (created: number, updated: number, unchanged: number, rejected: number) =>
  `created ${created}, updated ${updated}, unchanged ${unchanged}, rejected ${rejected}`

/** The file has two lines per product, and every five hundredth product is bad. */
const isBad = (n: number) => n % 500 === 499
const csv = () => {
  const rows = Array.from({ length: products }, (_, n) =>
    [`p-${n}`, `"茶壶 ""${n}""\nfine"`, isBad(n) ? '1.5' : n, `/p/${n}.jpg`, `"red, ${n}"`].join(','),
  )
  return `\ufeffid,title,price,image_url,attribute:colour:en\r\n${rows.join('\r\n')}\r\n`
}

describe('npm run catalog', () => {
  it('the command imports a file in pieces, reports bad lines, and exits with 1 for them', async () => {
    const report = join(folder, 'report.csv')
    const { code, printed, said } = await catalog(['import', await file('a.csv', csv()), '--report', report])
    expect([code, printed.split('\n')[0]], said).toEqual([1, sumOf(products - 5, 0, 0, 5)])
    // Product n begins on line 2 + 2n.
    expect(printed.match(/line \d+/g)).toEqual([1000, 2000, 3000, 4000, 5000].map((line) => `line ${line}`))
    expect(printed).toContain('line 5000: price: ')
    expect((await readFile(report, 'utf8')).trim().split('\n')).toHaveLength(6)
    expect(said).toMatch(/2,500 lines in [\d.]+ s/)
  })

  it('a second import of the same file changes nothing', async () => {
    const { printed } = await catalog(['import', join(folder, 'a.csv')])
    expect(printed.split('\n')[0]).toBe(sumOf(0, 0, products - 5, 5))
  })

  it.each(['csv', 'ndjson'])('an export as %s can be imported again, and changes nothing', async (format) => {
    const target = join(folder, `export.${format}`)
    expect((await catalog(['export', target])).code).toBe(0)
    const exported = await readFile(target, 'utf8')
    expect(exported).toContain('p-2498')
    const { code, printed, said } = await catalog(['import', target])
    expect([code, printed.trim()], said).toEqual([0, sumOf(0, 0, products - 5, 0)])
  })

  it('the command imports and exports stock', async () => {
    const stock = await file('stock.csv', 'product_id,quantity\np-1,5\nnowhere,1\np-2,0\n')
    const { code, printed } = await catalog(['import', stock, '--stock'])
    expect([code, printed.trim()]).toEqual([
      1,
      `${sumOf(0, 1, 1, 1)}\n  line 3: product_id: the product does not exist`,
    ])
    // The stock's object sends its state to the record.
    await vi.waitFor(
      async () => {
        const { printed: exported } = await catalog(['export', '--stock'])
        const lines = exported.trim().split('\n')
        expect([lines[0], lines.length, lines.includes('p-1,5')]).toEqual(['product_id,quantity', products - 4, true])
      },
      { timeout: 20_000 },
    )
  })

  it('the command imports and exports price rules of every kind', async () => {
    const coupons = await file(
      'coupons.csv',
      'code,type,value,description\nspring,percentage,12.5,"春, 季"\nBAD,fixed,,\n',
    )
    const taken = await catalog(['import', coupons, '--what', 'coupons'])
    expect([taken.code, taken.printed.split('\n')[0]], taken.said).toEqual([1, sumOf(1, 0, 0, 1)])
    expect(taken.printed).toContain('line 3: value: ')
    const taxes = await file(
      'taxes.ndjson',
      '{"id":"vat","title":{"en":"VAT"},"country":"DE","ratePercent":19,"inclusive":true}\n',
    )
    expect((await catalog(['import', taxes, '--what', 'taxes'])).printed.trim()).toBe(sumOf(1, 0, 0, 0))
    for (const [what, name] of [
      ['coupons', 'given.csv'],
      ['coupons', 'given.ndjson'],
      ['taxes', 'given-taxes.csv'],
    ] as const) {
      const given = join(folder, name)
      expect((await catalog(['export', given, '--what', what])).code).toBe(0)
      expect(await readFile(given, 'utf8')).toMatch(/SPRING|vat/)
      const again = await catalog(['import', given, '--what', what])
      expect([again.code, again.printed.trim()], again.said).toEqual([0, sumOf(0, 0, 1, 0)])
    }
  })

  it('the later of two distant lines for one product wins', async () => {
    const filler = Array.from({ length: 2_100 }, (_, n) => `p-${n + 5 - (isBad(n + 5) ? 1 : 0)},`)
    const path = await file('twice.csv', ['id,price', 'p-0,7', ...filler, 'p-0,8', ''].join('\n'))
    const { printed, said } = await catalog(['import', path])
    expect(printed.split('\n')[0], said).toBe(sumOf(0, 2, 2_100, 0))
    const { printed: exported } = await catalog(['export'])
    expect(/^p-0,.*?\nfine",[^\n]*,8,,CNY/m.test(exported)).toBe(true)
  })

  it('the command waits as long as the worker asks, and sends the same piece again', async () => {
    const answers = [429, 503, 200]
    const bodies: string[] = []
    const server = createServer(async (request, response) => {
      bodies.push(await text(request))
      const status = answers[bodies.length - 1] ?? 500
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' })
      response.end(JSON.stringify({ created: 1, updated: 0, unchanged: 0, rejected: [], detail: 'Wait.' }))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const path = await file('one.csv', 'id,price\np-0,1')
      const { code, printed, said } = await catalog(['import', path, '--token', 't', '--url', url])
      expect([code, printed.trim()], said).toEqual([0, sumOf(1, 0, 0, 0)])
      expect(bodies).toEqual(Array<string>(3).fill('id,price\np-0,1'))
      expect(said).toContain('429: Wait. Continuing in 1 s')
    } finally {
      server.close()
    }
  })

  it.each<[string, readonly string[], NodeJS.ProcessEnv, RegExp]>([
    ['no command', [], {}, /^import or export is missing\nusage:/],
    ['an unknown command', ['imprt', 'a.csv'], {}, /^'imprt' is neither import nor export\nusage:/],
    ['no file', ['import'], {}, /^the FILE to import is missing\nusage:/],
    ['unknown data', ['import', 'a.csv', '--what', 'carts'], {}, /^--what 'carts' is unknown\nusage:/],
    ['an unknown format', ['import', 'a.csv', '--format', 'x'], {}, /^--format 'x' is unknown\nusage:/],
    ['a file that is not there', ['import', '/nowhere.csv'], {}, /ENOENT/],
    ['a file of another kind', ['import', 'x.xlsx'], {}, /neither \.csv nor/],
    ['a wrong password', ['import', 'a.csv'], { PANNIER_ADMIN_PASSWORD: 'wrong password' }, /cannot sign in: 401/],
    ['missing credentials', ['import', 'a.csv'], { PANNIER_ADMIN_EMAIL: '' }, /no credentials/],
  ])('a command that cannot run names the obstacle in one line: %s', async (_, args, vars, line) => {
    const { code, said } = await catalog(
      args.map((arg) => (arg === 'a.csv' ? join(folder, arg) : arg)),
      vars,
    )
    expect([code, line.test(said)], said).toEqual([1, true])
  })

  it('the command refuses a file with an unknown column, and names it', async () => {
    const { code, said } = await catalog(['import', await file('b.csv', 'id,titel\nx,y\n')])
    expect([code, said]).toEqual([1, expect.stringContaining('column titel is not a column of this file')])
  })

  it('the command uses the settings that npm start keeps for a worker on this machine', async () => {
    const { email: ADMIN_EMAIL, password: ADMIN_PASSWORD } = admin
    await file('secrets.json', JSON.stringify({ ADMIN_EMAIL, ADMIN_PASSWORD }))
    const { code } = await catalog(['export', '--stock'], { PANNIER_ADMIN_EMAIL: '', PANNIER_ADMIN_PASSWORD: '' })
    expect(code).toBe(0)
  })
})

it('a file of Shopify is imported with its units, its bad lines are named, and its export imports as the same', async () => {
  const shop = await file(
    'shopify.csv',
    [
      'Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Status',
      'kite,Kite,"<p>Flies &amp; lands</p>",Size,S,KITE-S,3,12.50,active',
      'kite,,,,L,KITE-L,0,25,',
      'kite,,,,XL,KITE XL,1,30,',
      "sum,'=1+1,,,,SUM,1,5,active",
      '',
    ].join('\n'),
  )
  const read = ['--format', 'shopify', '--locale', 'en']
  const first = await catalog(['import', shop, ...read])
  expect([first.code, first.said]).toEqual([1, expect.any(String)])
  expect(first.printed).toContain(sumOf(3, 0, 0, 1))
  expect(first.printed).toContain('line 4: sku: "KITE XL" must be')
  const choice = await (await fetch(`${worker.url}/v1/families/kite?locale=en`)).json()
  expect(choice).toMatchObject({
    title: 'Kite',
    variants: [
      { sku: 'KITE-L', values: ['L'], price: { amount: 2_500 } },
      { sku: 'KITE-S', values: ['S'], price: { amount: 1_250 } },
    ],
  })
  const exported = join(folder, 'exported-shopify.csv')
  expect((await catalog(['export', exported, ...read])).code).toBe(0)
  const again = await catalog(['import', exported, ...read])
  expect(again.printed).toMatch(/^created 0, updated \d+, unchanged [1-9]/m)
  const medusa = join(folder, 'exported-medusa.csv')
  expect((await catalog(['export', medusa, '--format', 'medusa', '--locale', 'en'])).code).toBe(0)
  const [header = '', ...lines] = (await readFile(medusa, 'utf8')).split('\n')
  expect(header).toMatch(/^Product Handle,Product Title,.*,Variant SKU,.*,Variant Price CNY,/)
  expect(lines).toContainEqual(expect.stringMatching(/^kite,Kite,.*,published,.*,KITE-S,false,true,0,12\.50,Size,S,/))
  // A spreadsheet must not run a title.
  expect(lines).toContainEqual(expect.stringMatching(/^SUM,'=1\+1,/))
  const { description } = (await (await fetch(`${worker.url}/v1/products/KITE-S?locale=en`)).json()) as {
    description: string
  }
  expect(description).toBe('Flies & lands')
}, 60_000)
