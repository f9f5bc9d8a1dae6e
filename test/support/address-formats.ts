/** The address formats, which the worker reads from its static files. */
import { readFileSync } from 'node:fs'
import { readAddressFormats } from '../../src/domain/address/format.ts'

readAddressFormats(readFileSync(new URL('../../src/domain/address/formats.txt', import.meta.url), 'utf8'))
