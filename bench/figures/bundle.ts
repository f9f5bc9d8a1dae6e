/** The sizes of both workers' bundles, with and without pages, as they are deployed. */
import { gzipSync } from 'node:zlib'
import { buildWorker } from '../../dev/build.ts'
import { atMost, type Figure } from '../figure.ts'

const BUILDS = [
  { name: 'bundle of the API, gzipped', faces: false, budgetKib: 200 },
  { name: 'bundle with pages, gzipped', faces: true, budgetKib: 260 },
]

export const bundle: Figure = async ({ say }) => {
  const results = []
  for (const { name, faces, budgetKib } of BUILDS) {
    const { script } = await buildWorker(() => {}, faces)
    say(`${name}: ${(Buffer.byteLength(script) / 1024).toFixed(0)} KiB before gzip`)
    results.push(atMost(name, gzipSync(script).byteLength / 1024, budgetKib, (value) => `${value.toFixed(1)} KiB`))
  }
  return results
}
