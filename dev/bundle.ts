/**
 * Bundles a worker as one module. Rolldown does it and not wrangler, because its names compress better (7 KiB of 240)
 * and because a plugin can leave out code of packages that never runs (left-out.ts).
 */
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { leftOut } from './left-out.ts'
import { moduleOrder, ORDERED } from './module-order.ts'
import { withoutPageWords } from './page-words.ts'

const root = join(import.meta.dirname, '..')

/** Throws with the bundler's message when the worker does not build. */
export async function bundleWorker(entry: string): Promise<string> {
  const bundle = await rolldown({
    cwd: root,
    input: ORDERED,
    platform: 'neutral',
    // The conditions under which wrangler resolves packages.
    resolve: { conditionNames: ['workerd', 'worker', 'browser', 'import'], mainFields: ['module', 'main'] },
    // Modules of the runtime itself.
    external: [/^cloudflare:/, /^node:/],
    transform: { target: 'es2024', define: { 'process.env.NODE_ENV': '"production"' } },
    // No property that a module reads while it loads does anything.
    treeshake: { propertyReadSideEffects: false },
    optimization: { inlineConst: { mode: 'all', pass: 3 } },
    plugins: [moduleOrder(root, entry), leftOut(root), withoutPageWords(root)],
    // A warning about the code ends the build; that a busy machine is slow is none.
    checks: { pluginTimings: false },
    onwarn: (warning) => {
      throw new Error(warning.message)
    },
  })
  try {
    // In one module, so that the late import of cockatiel needs no second file; it still runs only when it is imported.
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false, comments: false })
    return output[0].code
  } finally {
    await bundle.close()
  }
}
