/**
 * Finds a Chromium for the tests of pages: PANNIER_TEST_BROWSER, one on the PATH, or one installed with apt-get. Only
 * the tests start it; without one they are skipped and say so.
 */
import { spawnSync } from 'node:child_process'
import { installPackages, whyNotInstall } from './install.ts'
import { findProgram } from './private-server.ts'

/** Chromium without the windows of a desktop: the tests of pages take a third less CPU time with it. */
const SHELL = 'chromium-headless-shell'

/** Packages that are installed: the shell, the whole browser for what the shell cannot do, a font for the Chinese pages. */
const PACKAGES = [SHELL, 'chromium', 'fonts-noto-cjk']

/** @returns a program that starts, or null. Ubuntu's `chromium-browser` may only tell the user to install a snap. */
export function findBrowser(): string | null {
  return (process.env.PANNIER_TEST_BROWSER ? null : findProgram(SHELL)) ?? findWholeBrowser()
}

/**
 * @returns a browser that keeps pages for its Back button and sends given header fields with every request, which the
 * shell does not, or null
 */
export function findWholeBrowser(): string | null {
  const program =
    process.env.PANNIER_TEST_BROWSER ||
    findProgram('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser')
  return program !== null && spawnSync(program, ['--version']).status === 0 ? program : null
}

/** Tries once; a failure is logged, and the tests use the browser that is there. */
export async function installBrowser(log: (line: string) => void): Promise<void> {
  const isThere = process.env.PANNIER_TEST_BROWSER || (findProgram(SHELL) !== null && findWholeBrowser() !== null)
  if (isThere || whyNotInstall() !== null) return
  log(`installing ${PACKAGES.join(', ')} with apt-get (PANNIER_TEST_INSTALL=0 prevents it)`)
  await installPackages(PACKAGES).catch((error: unknown) => log(String(error)))
}
