/** Category tree edits by admins, with optimistic locking like product edits. */
import { type Context, Hono } from 'hono'
import { adminCatalogueRoutes as routes } from '../../contract/http/admin-catalogue.ts'
import { type FieldError, Problem } from '../../contract/problem.ts'
import { type AuditAction, auditEntry } from '../../domain/audit.ts'
import { changesOf } from '../../domain/catalogue/changes.ts'
import type { Category } from '../../domain/product.ts'
import { authorOf } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { jsonOf, noFields, paramOf } from '../http/validate.ts'

export const adminCategoryRoutes = new Hono<AppEnv>()
  .get(routes.getCategory.path, paramOf(routes.getCategory.params), async (c) => {
    const { category } = await standing(c, c.req.valid('param').id)
    c.header('ETag', etagOf(category))
    return c.json(category, 200)
  })
  .post(routes.createCategory.path, jsonOf(routes.createCategory.body), async (c) => {
    const category = { ...c.req.valid('json'), version: 1 }
    const all = await c.get('ports').record.listCategories()
    if (all.some(({ id }) => id === category.id)) throw taken(category.id)
    checkParent(category, all)
    if (!(await write(c, 'create', null, category))) throw taken(category.id)
    c.header('ETag', etagOf(category))
    return c.json(category, 201)
  })
  .patch(
    routes.changeCategory.path,
    paramOf(routes.changeCategory.params),
    jsonOf(routes.changeCategory.body),
    async (c) => {
      const { category: before, all } = await matching(c, c.req.valid('param').id)
      const given = Object.entries(c.req.valid('json')).filter(([, value]) => value !== undefined)
      const category: Category = { ...before, ...Object.fromEntries(given), version: before.version + 1 }
      checkParent(category, all)
      const changed = Object.keys(changesOf(before, category)).length > 0
      if (changed && !(await write(c, 'edit', before, category))) throw await overtaken(c, before.id)
      const now = changed ? category : before
      c.header('ETag', etagOf(now))
      return c.json(now, 200)
    },
  )
  .delete(routes.deleteCategory.path, noFields, paramOf(routes.deleteCategory.params), async (c) => {
    const { category } = await matching(c, c.req.valid('param').id)
    const { record, catalogue } = c.get('ports')
    const audit = entryOf(c, 'delete', category, {})
    if (!(await record.writeCategory({ drop: category.id, version: category.version, audit }))) {
      const now = await standing(c, category.id)
      if (now.category.version !== category.version) throw mismatch(now.category, etagOf(now.category))
      throw new Problem('category_not_empty', 'The category has children or products; move them first.')
    }
    await catalogue.edited([])
    return c.body(null, 204)
  })

async function standing(c: Context<AppEnv>, id: string) {
  const all = await c.get('ports').record.listCategories()
  const found = all.find((category) => category.id === id)
  if (!found) throw new Problem('not_found', `There is no category ${id}.`)
  const { count: _, ...category } = found
  return { category, all }
}

async function matching(c: Context<AppEnv>, id: string) {
  const found = await standing(c, id)
  const expected = expectedVersion(c)
  if (expected !== 'any' && expected !== found.category.version) {
    throw mismatch(found.category, etagOf(found.category))
  }
  return found
}

async function overtaken(c: Context<AppEnv>, id: string): Promise<Problem> {
  const { category } = await standing(c, id)
  return mismatch(category, etagOf(category))
}

/** The parent must exist and must not be below the category itself. */
function checkParent({ id, parent }: Category, all: readonly Category[]): void {
  const parents = new Map(all.map((category) => [category.id, category.parent]))
  const refuse = (message: string): never => {
    const errors: FieldError[] = [{ path: 'parent', message }]
    throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
  }
  if (parent !== null && !parents.has(parent)) refuse('is not a category')
  const seen = new Set<string>()
  for (let above = parent; above !== null && !seen.has(above); above = parents.get(above) ?? null) {
    if (above === id) refuse('must not be the category itself or a category below it')
    seen.add(above)
  }
}

async function write(
  c: Context<AppEnv>,
  action: AuditAction,
  before: Category | null,
  category: Category,
): Promise<boolean> {
  const { record, catalogue } = c.get('ports')
  const audit = entryOf(c, action, category, changesOf(before, category))
  if (!(await record.writeCategory({ category, audit }))) return false
  await catalogue.edited([])
  return true
}

function entryOf(c: Context<AppEnv>, action: AuditAction, { id }: Category, changes: ReturnType<typeof changesOf>) {
  return auditEntry(authorOf(c), action, `category:${id}`, changes)
}

function etagOf({ version }: Category): string {
  return `"${version}"`
}

function taken(id: string): Problem {
  return new Problem('already_exists', `A category ${id} already exists.`)
}
