/**
 * Finds a Chromium for the tests of pages: PANNIER_TEST_BROWSER, one on the PATH, or one installed with apt-get. Only
 * the tests start it; without one they are skipped and say so.
 */
import { spawnSync } from 'node:child_process'
import { installPackages, whyNotInstall } from './install.ts'
import { findProgram } from './private-server.ts'

/** @returns a program that starts, or null. Ubuntu's `chromium-browser` may only tell the user to install a snap. */
export function findBrowser(): string | null {
  const program =
    process.env.PANNIER_TEST_BROWSER ||
    findProgram('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser')
  return program !== null && spawnSync(program, ['--version']).status === 0 ? program : null
}

/** Tries once; a failure is logged and changes nothing. */
export async function installBrowser(log: (line: string) => void): Promise<void> {
  if (findBrowser() !== null || whyNotInstall() !== null) return
  log('installing chromium with apt-get (PANNIER_TEST_INSTALL=0 prevents it)')
  await installPackages(['chromium']).catch((error: unknown) => log(String(error)))
}
