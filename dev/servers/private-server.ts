/**
 * A private server on a free port of 127.0.0.1, with its data in a folder that is deleted with it. A guard process
 * stops the server and deletes the folder even if this process is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface PrivateServer {
  stop(): Promise<void>
}

export interface Launch {
  readonly name: string
  readonly folder: string
  readonly command: string
  readonly args: readonly string[]
  readonly deadlineMs: number
  /** Throws until the server answers. */
  probe(): Promise<void>
}

const guard = fileURLToPath(new URL('guard.ts', import.meta.url))

export async function launch(options: Launch): Promise<PrivateServer> {
  const args = [guard, options.folder, options.command, ...options.args]
  // Detached: in a session of its own, the server receives no signal of the terminal.
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = async () => {
    child.stdin.destroy()
    await exited
    await rm(options.folder, { recursive: true, force: true })
  }
  try {
    await untilReady(options, child)
  } catch (error) {
    const log = await readFile(join(options.folder, 'server.log'), 'utf8').catch(() => '')
    await stop()
    throw new Error(`${options.name} did not start: ${log.trim().split('\n').slice(-5).join(' | ')}`, { cause: error })
  }
  return { stop }
}

async function untilReady(options: Launch, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + options.deadlineMs
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended')
    try {
      await options.probe()
      return
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
      await wait(50)
    }
  }
}

/** In memory where the system allows it, because test data needs no disk. */
export async function temporaryFolder(name: string): Promise<string> {
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  return mkdtemp(join(parent, `pannier-${name}-`))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** Also looks in folders for administrators, because servers are often outside of a user's PATH. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name)
      if (folder !== '' && existsSync(path)) return path
    }
  }
  return null
}
