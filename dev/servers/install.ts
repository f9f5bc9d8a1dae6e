/**
 * Installs missing servers from the packages of Debian or Ubuntu. Packages start their service unless a policy forbids
 * it; a policy that exists only during the installation does, so only the programs are installed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { findProgram } from './private-server.ts'

const policy = '/usr/sbin/policy-rc.d'
const savedPolicy = `${policy}.before-pannier`
const forbidden = 101

/** @returns the reason why packages cannot be installed here, or null */
export function whyNotInstall(): string | null {
  if (process.env.PANNIER_TEST_INSTALL === '0') return 'PANNIER_TEST_INSTALL=0 forbids installing'
  if (findProgram('apt-get') === null) return 'apt-get is not available'
  if (process.getuid?.() !== 0) return 'apt-get needs root'
  return null
}

/** Throws with the last lines of apt-get's output when it fails. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const restore = await forbidServices()
  try {
    await aptGet(['update', '-q'])
    await aptGet(['install', '-y', '-q', '--no-install-recommends', ...packages])
  } finally {
    await restore()
  }
}

async function forbidServices(): Promise<() => Promise<void>> {
  const existed = existsSync(policy)
  if (existed && spawnSync(policy, ['redis-server', 'start']).status === forbidden) return async () => {}
  if (existed) await rename(policy, savedPolicy)
  await writeFile(policy, `#!/bin/sh\nexit ${forbidden}\n`, { mode: 0o755 })
  return () => (existed ? rename(savedPolicy, policy) : rm(policy, { force: true }))
}

function aptGet(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const tail = output.join('').trim().split('\n').slice(-3).join(' | ')
      if (code === 0) resolve()
      else reject(new Error(`apt-get ${args[0]} failed: ${tail}`))
    })
  })
}
