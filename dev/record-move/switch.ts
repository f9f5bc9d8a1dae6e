/**
 * The switch of a local deployment to its other record. It loads little, because the shop is closed meanwhile.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { preparedFile } from '../backup/put-back.ts'
import { takeLease } from '../lease.ts'
import { stateIn } from '../runtime.ts'
import { launcherFolder } from '../secrets.ts'

export type Target = 'mysql' | 'd1'

/** The launcher's folders: objects belong to the record that holds their copies. */
export const FOLDERS = { d1: 'embedded', mysql: 'external' } as const

/**
 * Gives the objects of a stopped local deployment to the folder that the launcher uses with the other record.
 * Throws when one of the two runs, or when the other has a state of its own.
 */
export async function switchFolder(data: string, to: Target): Promise<string> {
  const [old, next] = to === 'mysql' ? [FOLDERS.d1, FOLDERS.mysql] : [FOLDERS.mysql, FOLDERS.d1]
  const from = join(data, old)
  if (!existsSync(stateIn(from)))
    throw new Error(`${stateIn(from)} does not exist: has the folder been switched already?`)
  const into = await launcherFolder(data, next)
  const leases = [await takeLease(from, console.error)]
  try {
    leases.push(await takeLease(into, console.error))
    if (existsSync(stateIn(into)))
      throw new Error(`${stateIn(into)} exists: another deployment's objects are there. Move it away`)
    mkdirSync(into, { recursive: true })
    renameSync(stateIn(from), stateIn(into))
    if (existsSync(preparedFile(from))) renameSync(preparedFile(from), preparedFile(into))
    return into
  } finally {
    for (const lease of leases) await lease.release()
  }
}
