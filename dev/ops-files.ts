/**
 * `npm run ops-files`: writes the rules and rule tests for Prometheus, the dashboards and provisioning files for Grafana,
 * and docs/alerts.md. A test compares them with the table of alerts and the catalogue of metrics.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { opsFiles } from './ops-files/all.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

for (const [path, text] of opsFiles()) {
  const file = join(root, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(path)
}
