/** Runs the commands of the runbook as an operator does: each is a process of its own that calls the worker. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Credentials } from '../catalog/api.ts'

export interface Commands {
  /** @returns what it printed. Throws with that when it fails. */
  run(name: 'canary' | 'sweep', ...args: readonly string[]): Promise<string>
}

export function commandsFor(url: string, { email, password }: Credentials): Commands {
  const env = { ...process.env, PANNIER_ADMIN_EMAIL: email, PANNIER_ADMIN_PASSWORD: password }
  return {
    async run(name, ...args) {
      const program = fileURLToPath(import.meta.resolve(`../${name}.ts`))
      const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--url', url], { env })
      return stdout
    },
  }
}
