/** Variables that name origins of web pages. */
import * as z from 'zod/mini'

/** Whether the text is an origin as browsers write it: scheme, host and an optional port. */
export const isOrigin = (text: string) => /^https?:/.test(text) && URL.parse(text)?.origin === text

/** Texts between commas. */
export const list = z.pipe(
  z.string(),
  z.transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  ),
)

export const originsSchema = z.pipe(
  list,
  z.array(z.string().check(z.refine(isOrigin, { error: 'is not a list of origins like https://shop.example' }))),
)
