/** Suggestions for the search field, in the browser's own list. None is asked for while a composed word is unfinished. */
const QUIET_MS = 150
const LIST = 'suggestions'

export function suggestIn(page: Document, locale: string): void {
  const field = page.querySelector<HTMLInputElement>('input[data-suggest]')
  if (!field) return
  const list = page.createElement('datalist')
  list.id = LIST
  field.after(list)
  field.setAttribute('list', LIST)
  let timer = 0
  let asked = ''
  const ask = async () => {
    const query = field.value.trim()
    if (query === asked || query === '') return
    asked = query
    const answer = await fetch(`/v1/suggestions?${new URLSearchParams({ query, locale })}`)
    if (!answer.ok || query !== asked) return
    const { items } = (await answer.json()) as { items: { text: string }[] }
    list.replaceChildren(...[...new Set(items.map(({ text }) => text))].map((text) => new Option('', text)))
  }
  const soon = (event: Event) => {
    if (event instanceof InputEvent && event.isComposing) return
    clearTimeout(timer)
    // Without suggestions the search works as well.
    timer = setTimeout(() => ask().catch(() => undefined), QUIET_MS)
  }
  field.addEventListener('input', soon)
  field.addEventListener('compositionend', soon)
}
