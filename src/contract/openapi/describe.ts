/** Texts and examples for the document. Request schemas get theirs here, because the Worker does not need them. */
import * as z from 'zod/mini'

type Texts = Parameters<typeof z.globalRegistry.add>[1]

export function describe(schema: z.core.$ZodType, texts: Texts): void {
  z.globalRegistry.add(schema, texts)
}

/** Fields that share a schema also share its text, in one object or across objects. */
export function describeFields<Shape extends z.core.$ZodShape>(
  shape: Shape,
  texts: { readonly [Field in keyof Shape]?: Texts },
): void {
  for (const [field, text] of Object.entries(texts)) describe(shape[field] as z.core.$ZodType, text as Texts)
}
