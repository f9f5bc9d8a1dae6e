/** Makes the static files once, before the files of a ring ask the worker for them. */
import { writeAssets } from '../../dev/assets.ts'

export default async function assets(): Promise<void> {
  await writeAssets()
}
