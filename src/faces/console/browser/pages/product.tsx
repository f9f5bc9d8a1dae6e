/** One product: its pictures, its way into the shop and to its stock, and its fields. */
import { addressesOf, type ProductImage } from '../../../../domain/media/image.ts'
import { groundOf } from '../../../shop/grounds.ts'
import { optionsOf, useCategories } from '../core/categories.ts'
import { language, picture, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { EntityPage, NewEntityPage } from '../parts/entity-page.tsx'
import { Shown } from '../parts/states.tsx'
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
      aside={({ images, category }) => (
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
      )}
    />
  )
}

export function NewProductPage() {
  const categories = useCategories()
  return (
    <Shown live={categories}>
      {(all) => <NewEntityPage entity={productEntity(optionsOf(all))} list={texts(CATALOGUE).products} />}
    </Shown>
  )
}
