/** Checks the parameters of a request against the document of Stripe's API. */
import { faultsIn, type Schema, type Tree } from './form.ts'
import type { ApiDocument, Operation } from './parameters.ts'

/** @returns what is wrong with the parameters, empty if nothing is */
export function parameterFaults(
  document: ApiDocument,
  method: string,
  pathname: string,
  tree: { [name: string]: Tree },
): readonly string[] {
  const path = document.paths[pathname] ? pathname : pathname.replace(/[^/]+$/, '{intent}')
  const operation: Operation | undefined = document.paths[path]?.[method === 'GET' ? 'get' : 'post']
  if (!operation) return [`${method} ${pathname} does not exist`]
  if (method === 'POST')
    return faultsIn(tree, operation.requestBody?.content['application/x-www-form-urlencoded'].schema ?? {})
  const named = (operation.parameters ?? []).filter((each) => each.in === 'query')
  const properties: { [name: string]: Schema } = Object.fromEntries(named.map(({ name, schema }) => [name, schema]))
  const required = named.flatMap((each) => (each.required ? [each.name] : []))
  return faultsIn(tree, { type: 'object', additionalProperties: false, properties, required })
}
