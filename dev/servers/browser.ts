/**
 * A Chromium for the tests that look at pages: PANNIER_TEST_BROWSER, or one on the PATH, or installed with apt-get. It
 * is started by the tests alone; without one they are skipped, and say so.
 */
import { spawnSync } from 'node:child_process'
import { installPackages, whyNotInstall } from './install.ts'
import { findProgram } from './private-server.ts'

/** @returns a program that really starts, or null: Ubuntu has one that only asks for a snap. */
export function findBrowser(): string | null {
  const program =
    process.env.PANNIER_TEST_BROWSER ||
    findProgram('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser')
  return program !== null && spawnSync(program, ['--version']).status === 0 ? program : null
}

/** Tries once; a failure is told and changes nothing. */
export async function installBrowser(log: (line: string) => void): Promise<void> {
  if (findBrowser() !== null || whyNotInstall() !== null) return
  log('installing chromium with apt-get (PANNIER_TEST_INSTALL=0 forbids it)')
  await installPackages(['chromium']).catch((error: unknown) => log(String(error)))
}
