/** The address book of the signed-in user's account. */
import { type Context, Hono } from 'hono'
import { addressRoutes as routes } from '../../contract/http/addresses.ts'
import { Problem } from '../../contract/problem.ts'
import type { BookReply } from '../../contract/rpc/account.ts'
import { type BookCommand, type BookEntry, MAX_BOOK } from '../../domain/account/book.ts'
import { newId } from '../../domain/id.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { needsAddressFormats } from '../http/needs-address-formats.ts'
import { jsonOf, noFields, paramOf } from '../http/validate.ts'
import { noAccount } from '../identity/sign-in.ts'
import { callObject } from '../object-call.ts'

export const addressRoutes = new Hono<AppEnv>()
  .get(routes.list.path, async (c) => c.json({ items: [...(await bookIn(c))] }, 200))
  .post(routes.add.path, needsAddressFormats, jsonOf(routes.add.body), async (c) => {
    const id = newId('adr', Date.now())
    // Safe to retry: the same address is saved once.
    const entry = await changed(c, { type: 'add_address', id, ...c.req.valid('json') }, true)
    return answer(c, entry, entry?.id === id ? 201 : 200)
  })
  .get(routes.get.path, paramOf(routes.get.params), async (c) => {
    const { id } = c.req.valid('param')
    return answer(
      c,
      (await bookIn(c)).find((entry) => entry.id === id),
      200,
    )
  })
  .put(
    routes.replace.path,
    needsAddressFormats,
    paramOf(routes.replace.params),
    jsonOf(routes.replace.body),
    async (c) => {
      const { id } = c.req.valid('param')
      const command = { type: 'edit_address', id, ifVersion: versionIn(c), ...c.req.valid('json') } as const
      return answer(c, await changed(c, command, false), 200)
    },
  )
  .delete(routes.remove.path, noFields, paramOf(routes.remove.params), async (c) => {
    await changed(c, { type: 'remove_address', id: c.req.valid('param').id, ifVersion: versionIn(c) }, false)
    return c.body(null, 204)
  })

async function bookIn(c: Context<AppEnv>): Promise<readonly BookEntry[]> {
  const book = await callObject(true, () => c.get('ports').objects.account(c.get('principal').id).book())
  if (!book) throw noAccount()
  return book
}

async function changed(c: Context<AppEnv>, command: BookCommand, mayRetry: boolean): Promise<BookEntry | undefined> {
  const account = () => c.get('ports').objects.account(c.get('principal').id)
  const reply = await callObject(mayRetry, () => account().changeBook(command, c.get('requestId')))
  if (reply.status !== 'done') throw refusalOf(reply)
  return reply.entry
}

function refusalOf({ status, entry }: BookReply): Problem {
  switch (status) {
    case 'no_account':
      return noAccount()
    case 'address_changed':
      return entry ? mismatch(entry, tagOf(entry)) : missing()
    case 'address_exists':
      return new Problem('address_exists', 'Another entry of the address book has this address.')
    case 'address_limit':
      return new Problem('address_limit', `An address book has at most ${MAX_BOOK} addresses. Remove one first.`)
    default:
      return missing()
  }
}

function versionIn(c: Context<AppEnv>): number | null {
  const expected = expectedVersion(c)
  return expected === 'any' ? null : expected
}

function answer(c: Context<AppEnv>, entry: BookEntry | undefined, status: 200 | 201) {
  if (!entry) throw missing()
  c.header('ETag', tagOf(entry))
  return c.json(entry, status)
}

function tagOf({ version }: BookEntry): string {
  return `"${version}"`
}

function missing(): Problem {
  return new Problem('not_found', 'The address book does not have this address.')
}
