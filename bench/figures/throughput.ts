/**
 * How many requests a second the worker answers against the platform's floor, by wrk: one thread, 64 connections, 1,000
 * shoppers in turn. wrk takes the other core; the subjects take turns within each round.
 */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installPackages, whyNotInstall } from '../../dev/servers/install.ts'
import { findProgram } from '../../dev/servers/private-server.ts'
import { type Call, textOf } from '../driver.ts'
import { type Bench, type Figure, type Line, median, shown } from '../figure.ts'
import { openFloor } from '../floor.ts'
import { withFolder } from '../folders.ts'
import { add, openShop } from '../shop.ts'

const SHOPPERS = 1_000
const CONNECTIONS = 64

interface Subject {
  readonly name: string
  readonly url: string
  call(index: number): Call
}

interface Taken {
  readonly perSecond: number
  readonly p99: string
}

export const throughput: Figure = async (bench) => {
  const wrk = await findWrk()
  if (wrk === null) return [shown('Requests per second', 'not measured: wrk is missing')]
  const lines: Line[] = []
  for (const where of ['tmpfs', 'disk'] as const) {
    lines.push(...(await withFolder(where, (folder) => measure(wrk, folder, where, bench))))
  }
  return lines
}

async function findWrk(): Promise<string | null> {
  if (findProgram('wrk') === null && whyNotInstall() === null) await installPackages(['wrk'])
  return findProgram('wrk')
}

async function measure(wrk: string, folder: string, where: string, { quick, say }: Bench): Promise<Line[]> {
  const floor = await openFloor(join(folder, 'floor'))
  const shop = await openShop({ dataDir: join(folder, 'shop') })
  try {
    const guests = await shop.guests(SHOPPERS)
    const guestOf = (index: number) => guests[index % SHOPPERS] ?? { id: '', token: '' }
    const get = (path: string): Call => ({ method: 'GET', path })
    const subjects: readonly Subject[] = [
      { name: 'no-op call', url: floor.url, call: (index) => get(`/noop/${index}`) },
      {
        ...{ name: 'two-row call', url: floor.url },
        call: (index) => ({ method: 'POST', path: `/two/${index}`, body: { sku: 'sku-0', quantity: 1 } }),
      },
      { name: 'get', url: shop.url, call: (index) => ({ ...get('/v1/cart'), token: guestOf(index).token }) },
      { name: 'add', url: shop.url, call: (index) => add(guestOf(index), 'sku-0') },
    ]
    const taken = new Map(subjects.map(({ name }) => [name, [] as Taken[]]))
    const [rounds, seconds] = quick ? [1, 2] : [4, 5]
    // The first round makes the objects, and is thrown away.
    for (let round = 0; round <= rounds; round++) {
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        const result = await run(wrk, folder, subject, seconds)
        if (round > 0) taken.get(subject.name)?.push(result)
      }
    }
    return judge(taken, where, say)
  } finally {
    for (const worker of [floor, shop]) await worker.stop()
  }
}

async function run(wrk: string, folder: string, { url, call }: Subject, seconds: number): Promise<Taken> {
  const requests = Array.from({ length: SHOPPERS }, (_, index) => textOf(new URL(url), call(index)))
  const script = join(folder, 'requests.lua')
  const lua = `local requests = {\n${requests.map((text) => JSON.stringify(text)).join(',\n')}\n}
local at = 0
request = function() at = at % #requests + 1; return requests[at] end
done = function(summary) io.write("REFUSED ", summary.errors.status + summary.errors.read + summary.errors.timeout, "\\n") end\n`
  await writeFile(script, lua)
  // On disk single requests wait longer than the two seconds after which wrk would count them as lost.
  const patience = ['--timeout', '15s']
  const load = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', script]
  const output = await outputOf(wrk, [...load, ...patience, url])
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  if (!(perSecond > 0) || !/^REFUSED 0$/m.test(output)) throw new Error(`wrk did not get its answers: ${output}`)
  return { perSecond, p99: /99%\s+(\S+)/.exec(output)?.[1] ?? '' }
}

function outputOf(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}

function judge(taken: ReadonlyMap<string, readonly Taken[]>, where: string, say: Bench['say']): Line[] {
  const rates = (name: string) => (taken.get(name) ?? []).map(({ perSecond }) => perSecond)
  for (const name of taken.keys()) {
    const p99 = (taken.get(name) ?? []).map((each) => each.p99).join(', ')
    say(`${where}: ${name}: ${Math.round(median(rates(name)))}/s, p99 of each round ${p99}`)
  }
  return [atLeast('get', 'no-op call', 0.8), atLeast('add', 'two-row call', 0.6)]

  function atLeast(over: string, under: string, limit: number): Line {
    const ratios = rates(over).map((rate, round) => rate / (rates(under)[round] ?? Number.NaN))
    const ratio = median(ratios)
    return {
      figure: `requests a second, ${over} / ${under} (${where})`,
      measured: `${ratio.toFixed(2)}× (${Math.round(median(rates(over)))}/s)`,
      budget: `≥ ${limit}×`,
      ok: ratio >= limit,
    }
  }
}
