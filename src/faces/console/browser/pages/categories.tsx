/** The tree of categories as a table, and the page of each. */
import { call, isAdmin } from '../core/api.ts'
import { optionsOf, useCategories } from '../core/categories.ts'
import { useLive } from '../core/live.ts'
import { count, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { EntityPage, NewEntityPage } from '../parts/entity-page.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { FRAME } from '../texts/frame.ts'
import { categoryEntity } from './entities.ts'
import { CatalogueTabs, Thumb } from './products.tsx'
import type { PageProps } from './section.ts'

const EVERY_MS = 300_000

export function CategoriesPage() {
  const t = texts(CATALOGUE)
  const live = useCategories()
  return (
    <ListPage
      title={texts(FRAME).catalogue}
      live={{ ...live, data: live.data && { items: live.data } }}
      acts={
        isAdmin() && (
          <a class="quiet" href={href('/catalogue/new-category')}>
            {t.newCategory}
          </a>
        )
      }
      caption={t.categories}
      keyOf={({ id }) => id}
      empty={t.noCategories}
      columns={[
        {
          title: t.category,
          isHead: true,
          cell: ({ id, name, depth }) => (
            <span class={`with-thumb depth-${Math.min(depth, 3)}`}>
              <Picture id={id} />
              <a id={`category-${id}`} href={href(`/catalogue/categories/${id}`)}>
                {name}
              </a>
            </span>
          ),
        },
        { title: 'Id', isExtra: true, cell: ({ id }) => <span class="code">{id}</span> },
        {
          title: t.inSale,
          isNumber: true,
          cell: (category) => (
            <a class="link" href={href('/catalogue/products', { category: category.id })}>
              {count(category.count)}
            </a>
          ),
        },
      ]}
    >
      <CatalogueTabs />
    </ListPage>
  )
}

/** A category has the picture of its first product. The list does not wait for it. */
function Picture({ id }: { id: string }) {
  const { data } = useLive(
    `picture of ${id}`,
    (signal) => call('GET /v1/products', { query: { category: id, limit: 1 } }, { signal }),
    EVERY_MS,
  )
  return <Thumb image={data?.items[0]?.images[0]} category={id} />
}

export function CategoryPage({ args: [id = ''] }: PageProps) {
  const { data } = useCategories()
  const others = optionsOf((data ?? []).filter((category) => category.id !== id))
  return <EntityPage entity={categoryEntity(others)} id={id} list={texts(CATALOGUE).categories} />
}

export function NewCategoryPage() {
  const { data } = useCategories()
  return <NewEntityPage entity={categoryEntity(optionsOf(data))} list={texts(CATALOGUE).categories} />
}
