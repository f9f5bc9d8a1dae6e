/** FNV-1a over the characters of a text: the same in every isolate and release, and not for secrets. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  // The lowest bits of this hash depend on few characters.
  return (hash ^ (hash >>> 15)) >>> 0
}
