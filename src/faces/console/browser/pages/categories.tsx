/** The tree of categories as a table, and the page of each. */
import { isAdmin } from '../core/api.ts'
import { optionsOf, useCategories } from '../core/categories.ts'
import { count, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { EntityPage, NewEntityPage } from '../parts/entity-page.tsx'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { FRAME } from '../texts/frame.ts'
import { categoryEntity } from './entities.ts'
import { CatalogueTabs } from './products.tsx'
import type { PageProps } from './section.ts'

export function CategoriesPage() {
  const t = texts(CATALOGUE)
  const live = useCategories()
  return (
    <>
      <Head
        title={texts(FRAME).catalogue}
        live={live}
        acts={
          isAdmin() && (
            <a class="quiet" href={href('/catalogue/new-category')}>
              {t.newCategory}
            </a>
          )
        }
      />
      <CatalogueTabs />
      <div class="panel">
        <Shown live={live}>
          {(all) => (
            <Table
              caption={t.categories}
              rows={all}
              keyOf={({ id }) => id}
              empty={t.noCategories}
              columns={[
                {
                  title: t.category,
                  isHead: true,
                  cell: ({ id, name, depth }) => (
                    <a
                      id={`category-${id}`}
                      class={`depth-${Math.min(depth, 3)}`}
                      href={href(`/catalogue/categories/${id}`)}
                    >
                      {name}
                    </a>
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
            />
          )}
        </Shown>
      </div>
    </>
  )
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
