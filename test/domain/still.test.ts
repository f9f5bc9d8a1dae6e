/**
 * Stopping a process for a moment. Invariant: it does not run while the work runs, and it always goes on afterwards.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NotStill, whileStill } from '../../dev/backup/still.ts'

let folder: string
let file: string
let child: ChildProcess
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-still-'))
  file = join(folder, 'count')
  const count = `let n = 0; setInterval(() => require('fs').writeFileSync(process.argv[1], String(++n)), 1)`
  child = spawn(process.execPath, ['-e', count, file], { stdio: 'ignore' })
  await vi.waitUntil(() => counted() > 3, { timeout: 10_000 })
})
afterEach(async () => {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await rm(folder, { recursive: true, force: true })
})

function counted(): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

/** Blocks this process, as the work of a backup does. */
function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const goesOn = async () => {
  const before = counted()
  await vi.waitUntil(() => counted() > before, { timeout: 5_000 })
}

describe('a process that stands still', () => {
  it('the process does not run during the work, and goes on after it', async () => {
    const { value } = await whileStill(child.pid ?? 0, () => {
      const before = counted()
      blockFor(200)
      return [before, counted()]
    })
    expect(value[0]).toBe(value[1])
    await goesOn()
  })

  it('the process goes on after work that throws', async () => {
    const failing = whileStill(child.pid ?? 0, () => {
      throw new Error('the disk is full')
    })
    await expect(failing).rejects.toThrow('the disk is full')
    await goesOn()
  })

  it('the process goes on when the one that stopped it is killed', async () => {
    const module = fileURLToPath(import.meta.resolve('../../dev/backup/still.ts'))
    const held = join(folder, 'held')
    const hold = `import { writeFileSync } from 'node:fs'
      import { whileStill } from ${JSON.stringify(module)}
      await whileStill(${child.pid}, () => {
        writeFileSync(${JSON.stringify(held)}, '')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
      })`
    const holder = spawn(process.execPath, ['--input-type=module', '-e', hold], { stdio: 'ignore' })
    await vi.waitUntil(() => existsSync(held), { timeout: 10_000 })
    const before = counted()
    await wait(50)
    expect(counted()).toBe(before)
    holder.kill('SIGKILL')
    await goesOn()
  })

  it('a process that has ended is reported as such', async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect(whileStill(child.pid ?? 0, () => {})).rejects.toThrow(NotStill)
  })
})
