/**
 * Changes the children of an element into given markup and keeps the nodes that stay, so that focus, typed texts and
 * scrolled lists survive. Invariant: a text that the shopper is typing is never overwritten, and details that the
 * shopper has opened stay open.
 */

/** @param markup made by the pages' own templates, which escape all values */
export function morph(element: Element, markup: string): void {
  const next = element.cloneNode(false) as Element
  next.innerHTML = markup
  morphChildren(element, next)
}

function morphChildren(from: Element, to: Element): void {
  const wanted = new Set(Array.from(to.children, ({ id }) => id).filter(Boolean))
  const before = new Set<ChildNode>(from.childNodes)
  const byId = new Map(Array.from(from.children, (child) => [child.id, child]))
  const result: ChildNode[] = []
  for (const next of [...to.childNodes]) {
    const kept = keptFor(next)
    if (kept) {
      before.delete(kept)
      morphNode(kept, next)
    }
    result.push(kept ?? next)
  }
  for (const gone of before) gone.remove()
  for (const [index, node] of result.entries()) {
    const there = from.childNodes[index] ?? null
    if (there !== node) from.insertBefore(node, there)
  }

  /** The node with the same id, or else the first one of the same kind whose id the markup does not name. */
  function keptFor(next: ChildNode): ChildNode | undefined {
    const same = next instanceof Element && next.id ? byId.get(next.id) : undefined
    if (same && before.has(same)) return same
    for (const node of before) {
      if (node.nodeName === next.nodeName && !(node instanceof Element && wanted.has(node.id))) return node
    }
    return undefined
  }
}

function morphNode(from: ChildNode, to: ChildNode): void {
  if (!(from instanceof Element && to instanceof Element)) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue
    return
  }
  const before = from.getAttribute('value')
  for (const { name } of [...from.attributes]) {
    const isOpened = name === 'open' && from instanceof HTMLDetailsElement
    if (!to.hasAttribute(name) && !isOpened) from.removeAttribute(name)
  }
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value)
  if (from instanceof HTMLInputElement && before !== to.getAttribute('value')) {
    const isTyping = from === document.activeElement && from.value !== before
    if (!isTyping) from.value = to.getAttribute('value') ?? ''
  }
  morphChildren(from, to)
}
