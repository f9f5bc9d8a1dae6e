/** The document's texts for the address book of an account. */
import { savedAddressListSchema, savedAddressOutSchema } from '../answers/address.ts'
import { addressRoutes, savedAddressSchema } from '../http/addresses.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(savedAddressSchema.shape, {
  isDefault: { description: 'Makes this address the default. The first address is the default in any case.' },
})

const OWN = ['unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'unavailable'] as const
const BODY = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const
const EDIT = ['version_mismatch', 'precondition_required'] as const
const headers = [{ name: 'If-Match', description: 'Required: the ETag of the address that you saw, or `*`.' }]
const schema = savedAddressOutSchema

export const addressDocs = documented('addresses', 'Identity', addressRoutes, {
  list: {
    summary: 'List the addresses of my address book',
    answers: { 200: { description: 'The default first, then the newest.', schema: savedAddressListSchema } },
    refusals: OWN,
  },
  add: {
    summary: 'Save an address, checked as checkout checks it',
    answers: {
      200: { description: 'The address book had this address already.', schema },
      201: { description: 'The saved address.', schema },
    },
    refusals: [...OWN, ...BODY, 'address_limit'],
  },
  get: {
    summary: 'Get one of my addresses',
    answers: { 200: { description: 'The address.', schema } },
    refusals: [...OWN, 'invalid_request'],
  },
  replace: {
    summary: 'Replace one of my addresses',
    headers,
    answers: { 200: { description: 'The address as it is now.', schema } },
    refusals: [...OWN, ...BODY, ...EDIT, 'address_exists'],
  },
  remove: {
    summary: 'Remove one of my addresses. If it was the default, the newest one left becomes the default',
    headers,
    answers: { 204: { description: 'The address is removed.' } },
    refusals: [...OWN, ...EDIT, 'invalid_request'],
  },
})
