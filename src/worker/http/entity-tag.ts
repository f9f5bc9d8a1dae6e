/**
 * Parses the single entity tag of an If-Match header. The length is bounded, so that parsing a long header costs
 * nothing.
 */

/** Characters; Pannier's own tags have at most 60. */
const MAX_IF_MATCH_LENGTH = 256
const TAG = /^(?:W\/)?"([^".]*)(?:\.[^"]*)?"$/

/**
 * The text between the opening quote and the first dot or the closing quote; undefined when the header is too long or
 * not exactly one tag. A cache may have marked the tag as weak when it compressed the response; `W/` is ignored.
 */
export function tagIn(header: string): string | undefined {
  return header.length <= MAX_IF_MATCH_LENGTH ? TAG.exec(header.trim())?.[1] : undefined
}
