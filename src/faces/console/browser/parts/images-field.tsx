/**
 * The images of a product: uploaded or named by an address, described in each language, and put into order by dragging or
 * by buttons. Invariant: the focus stays with an image that is moved, and a screen reader hears its new place.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { UploadedImage } from '../../../../../client/src/api.ts'
import { addressOf, type ProductImage } from '../../../../domain/media/image.ts'
import { exchangeAt } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { LOCALES, picture, texts } from '../core/reader.ts'
import { FIELDS } from '../texts/fields.ts'
import { Field } from './field.tsx'
import type { ValueProps } from './spec.ts'

const ACCEPTED = 'image/png,image/jpeg,image/webp,image/avif'

export function ImagesField({ spec: { label, hint }, value, fault, onChange }: ValueProps) {
  const t = texts(FIELDS)
  const id = useId()
  const said = useSignal('')
  const failed = useSignal<unknown>(null)
  const address = useSignal('')
  const dragged = useSignal<number | null>(null)
  const focused = useRef('')
  // The cast: the API's products have a list of images. Uploads end one after another, each with the latest list.
  const latest = useRef(value as readonly ProductImage[])
  latest.current = value as readonly ProductImage[]
  const images = latest.current
  useEffect(() => {
    if (focused.current) document.getElementById(focused.current)?.focus()
    focused.current = ''
  })
  const keep = (changed: readonly ProductImage[]) => {
    latest.current = changed
    onChange(changed)
  }
  const add = (src: string) => {
    if (!latest.current.some((image) => addressOf(image) === src)) keep([...latest.current, src])
  }
  const move = (from: number, to: number, button = '') => {
    const moving = images[from]
    if (moving === undefined || to < 0 || to >= images.length || from === to) return
    const rest = images.filter((_, place) => place !== from)
    focused.current = button && `${id}-${button}-${to}`
    said.value = t.moved(from + 1, to + 1)
    keep([...rest.slice(0, to), moving, ...rest.slice(to)])
  }
  const upload = async (files: readonly File[]) => {
    failed.value = null
    let done = 0
    try {
      for (const file of files) {
        said.value = t.uploading(file.name)
        const sent = { body: file, type: file.type || 'application/octet-stream' }
        // The cast: the answer of this route.
        add(((await exchangeAt('POST', '/v1/admin/media', sent)).body as UploadedImage).src)
        done++
      }
    } catch (thrown) {
      failed.value = thrown
    }
    said.value = done > 0 ? t.uploaded(done) : ''
  }
  return (
    <fieldset class="group across">
      <legend>{label}</legend>
      {fault && <p class="failed">{fault}</p>}
      <ol class="images">
        {images.map((image, place) => (
          <ImageItem
            key={addressOf(image)}
            id={id}
            image={image}
            place={place}
            count={images.length}
            onDrag={() => (dragged.value = place)}
            onDrop={() => {
              if (dragged.value !== null) move(dragged.value, place)
              dragged.value = null
            }}
            onMove={(to, button) => move(place, to, button)}
            onChange={(changed) => keep(images.map((each, at) => (at === place ? changed : each)))}
            onRemove={() => keep(images.filter((_, at) => at !== place))}
          />
        ))}
      </ol>
      <div class="field">
        <label for={`${id}-file`}>{t.upload}</label>
        <input
          id={`${id}-file`}
          type="file"
          multiple
          accept={ACCEPTED}
          aria-describedby={`${id}-about`}
          onChange={async (event) => {
            const input = event.currentTarget
            await upload([...(input.files ?? [])])
            input.value = ''
          }}
        />
        <p id={`${id}-about`} class="hint">
          {hint}
        </p>
      </div>
      <Field label={t.imageAddress} value={address.value} onInput={(typed) => (address.value = typed)} />
      <button
        type="button"
        class="quiet"
        onClick={() => {
          if (address.value.trim() !== '') add(address.value.trim())
          address.value = ''
        }}
      >
        {t.addImage}
      </button>
      <p class="hint" role="status">
        {said.value}
      </p>
      {failed.value !== null && (
        <p class="failed" role="alert">
          {failureText(failed.value)}
        </p>
      )}
    </fieldset>
  )
}

interface ItemProps {
  readonly id: string
  readonly image: ProductImage
  readonly place: number
  readonly count: number
  readonly onDrag: () => void
  readonly onDrop: () => void
  readonly onMove: (to: number, button: string) => void
  readonly onChange: (image: ProductImage) => void
  readonly onRemove: () => void
}

function ImageItem({ id, image, place, count, onDrag, onDrop, onMove, onChange, onRemove }: ItemProps) {
  const t = texts(FIELDS)
  const { src, alt } = typeof image === 'string' ? { src: image, alt: {} } : image
  const known: Readonly<Record<string, string>> = alt
  const describe = (locale: string, text: string) => {
    const { [locale]: _, ...rest } = known
    const all = text.trim() === '' ? rest : { ...rest, [locale]: text }
    // Without texts, an image is stored as its address.
    onChange(Object.keys(all).length > 0 ? { src, alt: all } : src)
  }
  const mover = (name: 'earlier' | 'later', to: number, sign: string) => (
    <button
      type="button"
      id={`${id}-${name}-${place}`}
      class="quiet"
      aria-label={t[name](place + 1)}
      aria-disabled={to < 0 || to >= count}
      onClick={() => onMove(to, name)}
    >
      {sign}
    </button>
  )
  return (
    <li
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        onDrop()
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons beside it do the same by keyboard */}
      <span
        class="thumb large"
        draggable
        onDragStart={(event) => {
          // Browsers begin a drag only with data.
          event.dataTransfer?.setData('text/plain', src)
          onDrag()
        }}
      >
        <img src={picture(src)} alt={t.image(place + 1)} title={src} width={120} height={120} />
      </span>
      <span class="image-texts">
        {[...new Set([...LOCALES, ...Object.keys(known)])].map((locale) => (
          <Field
            key={locale}
            label={t.imageText(place + 1, locale)}
            value={known[locale] ?? ''}
            onInput={(text) => describe(locale, text)}
          />
        ))}
        <span class="image-acts">
          {mover('earlier', place - 1, '↑')}
          {mover('later', place + 1, '↓')}
          <button type="button" class="link" aria-label={t.removeImage(place + 1)} onClick={onRemove}>
            {t.remove}
          </button>
        </span>
      </span>
    </li>
  )
}
