/** Makes the static files once, before the files of a ring ask the worker for them. */
import { writeDocuments } from '../../dev/documents.ts'

export default async function documents(): Promise<void> {
  await writeDocuments()
}
