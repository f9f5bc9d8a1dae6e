/** One product: its pictures, its way into the shop and to its stock, and its fields. */
import { addressesOf, type ProductImage } from '../../../../domain/media/image.ts'
import type { Family } from '../../../../domain/product.ts'
import { groundOf } from '../../../shop/grounds.ts'
import { type AnswerOf, call } from '../core/api.ts'
import { optionsOf, useCategories } from '../core/categories.ts'
import { useLive } from '../core/live.ts'
import { language, picture, texts } from '../core/reader.ts'
import { href, place } from '../core/router.ts'
import { EntityPage, NewEntityPage } from '../parts/entity-page.tsx'
import type { Doc } from '../parts/spec.ts'
import { Shown } from '../parts/states.tsx'
import { Variants } from '../parts/variants.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { productEntity } from './entities.ts'
import type { PageProps } from './section.ts'

export function ProductPage({ args: [sku = ''] }: PageProps) {
  const t = texts(CATALOGUE)
  const categories = useCategories()
  return (
    <EntityPage
      entity={productEntity(optionsOf(categories.data))}
      id={sku}
      list={t.products}
      aside={({ images, category, family }) => (
        <>
          <div class="pictures">
            {/* The cast: the API's products have a list of pictures. */}
            {addressesOf(images as readonly ProductImage[]).map((image) => (
              <span key={image} class={`thumb large ground-${groundOf(String(category))}`}>
                <img src={picture(image)} alt="" width={120} height={120} />
              </span>
            ))}
            <span>
              <a class="link" href={href(`/stock/${sku}`)}>
                {t.stock}
              </a>
              <a class="link" href={`/${language.value}/products/${sku}`} target="_blank" rel="noreferrer">
                {t.viewInShop}
              </a>
            </span>
          </div>
          {/* The cast: as above. */}
          {family ? <Variants family={(family as Family).id} sku={sku} /> : null}
        </>
      )}
    />
  )
}

/** With `?like=SKU` in the place, the form begins as another variant of the same family. */
export function NewProductPage() {
  const like = place.value.query.get('like')
  const categories = useCategories()
  const model = useLive(`like ${like}`, async (signal): Promise<{ readonly fresh: Doc | null }> => {
    if (!like) return { fresh: null }
    return { fresh: variantLike(await call('GET /v1/admin/products/{sku}', { path: { sku: like } }, { signal })) }
  })
  return (
    <Shown live={categories}>
      {(all) => (
        <Shown live={model}>
          {({ fresh }) => {
            const entity = productEntity(optionsOf(all))
            const list = texts(CATALOGUE).products
            return <NewEntityPage key={like ?? ''} entity={fresh ? { ...entity, fresh } : entity} list={list} />
          }}
        </Shown>
      )}
    </Shown>
  )
}

/** The fields of another variant, without its values for the options and hidden until it is complete. */
function variantLike({ family, ...product }: AnswerOf<'GET /v1/admin/products/{sku}'>): Doc {
  const { title, description, category, price, compareAtPrice, weightGrams, labels, images, attributes } = product
  const options = family?.options.map(({ name }) => ({ name, value: {} })) ?? []
  return {
    ...{
      title,
      description,
      category,
      status: 'hidden',
      price,
      compareAtPrice,
      weightGrams,
      labels,
      images,
      attributes,
    },
    family: family ? { ...family, options } : null,
  }
}
