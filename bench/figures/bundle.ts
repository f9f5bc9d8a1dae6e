/** The size of the worker's bundle, as wrangler's dry run writes it. */
import { gzipSync } from 'node:zlib'
import { buildWorker } from '../../dev/build.ts'
import { atMost, type Figure } from '../figure.ts'

const BUDGET_KIB = 200

export const bundle: Figure = async ({ say }) => {
  const { script } = await buildWorker(() => {})
  say(`${(Buffer.byteLength(script) / 1024).toFixed(0)} KiB before gzip`)
  const kib = gzipSync(script).byteLength / 1024
  return [atMost('bundle, gzipped', kib, BUDGET_KIB, (value) => `${value.toFixed(0)} KiB`)]
}
