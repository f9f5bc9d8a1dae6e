/** Builds the static files once, before the tests of a ring request them from the worker. */
import { writeAssets } from '../../dev/assets.ts'

export default async function assets(): Promise<void> {
  await writeAssets()
}
