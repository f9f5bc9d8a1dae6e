/**
 * The Upstash half of the contract in gateways.test.ts: the official client cannot tell the gateway from the service.
 */
import { randomBytes } from 'node:crypto'
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startUpstashGateway, type UpstashGateway } from '../../dev/gateways/upstash.ts'

const redisUrl = process.env.PANNIER_TEST_REDIS_URL ?? ''
const unique = randomBytes(6).toString('hex')

describe('the Upstash gateway', () => {
  const key = (name: string) => `gateway:${unique}:${name}`
  let gateway: UpstashGateway
  let redis: Redis

  const connect = (token: string, more: object = {}) =>
    new Redis({ url: gateway.url, token, automaticDeserialization: false, retry: { retries: 0 }, ...more })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${gateway.token}`, ...headers },
    })

  beforeAll(async () => {
    gateway = await startUpstashGateway({ redisUrl })
    redis = connect(gateway.token)
  })
  afterAll(async () => {
    const keys = await redis.keys(key('*'))
    if (keys.length > 0) await redis.del(...keys)
    await gateway.close()
  })

  test('strings, numbers, hashes and absent keys come back as written', async () => {
    const text = '购物车 🛒 "quoted" <b>\n\0'
    expect(await redis.set(key('text'), text)).toBe('OK')
    expect(await redis.get(key('text'))).toBe(text)
    expect(await redis.get(key('absent'))).toBeNull()
    expect(await redis.incrby(key('count'), 41)).toBe(41)
    expect(await redis.hset(key('hash'), { a: '1', b: '' })).toBe(2)
    expect(await redis.hgetall(key('hash'))).toEqual(['a', '1', 'b', ''])
    expect(await redis.mget(key('text'), key('absent'))).toEqual([text, null])
  })

  test('answers are base64 only on request, and OK never is', async () => {
    await redis.set(key('plain'), '茶')
    const encoded = await post('/', ['MGET', key('plain'), key('absent')], { 'upstash-encoding': 'base64' })
    expect(await encoded.json()).toEqual({ result: [Buffer.from('茶').toString('base64'), null] })
    const ok = await post('/', ['SET', key('plain'), '茶'], { 'upstash-encoding': 'base64' })
    expect(await ok.json()).toEqual({ result: 'OK' })
    expect(await (await post('/', ['GET', key('plain')])).json()).toEqual({ result: '茶' })
  })

  test('an error in a pipeline affects only its own command', async () => {
    const pipeline = redis.pipeline()
    pipeline.set(key('piped'), 'text').incr(key('piped')).get(key('piped'))
    const outcome = await pipeline.exec({ keepErrors: true })
    expect(outcome.map((item) => item.error ?? item.result)).toEqual([
      'OK',
      expect.stringContaining('ERR value is not an integer'),
      'text',
    ])
  })

  test('multi-exec runs all commands, or none if one cannot be queued; a runtime error rolls nothing back', async () => {
    expect(await redis.multi().set(key('multi'), '1').incr(key('multi')).exec()).toEqual(['OK', 2])
    const refused = await post('/multi-exec', [['SET', key('multi'), '9'], ['NOSUCHCOMMAND']])
    expect([refused.status, await refused.json()]).toEqual([400, { error: expect.stringContaining('unknown command') }])
    expect(await redis.get(key('multi'))).toBe('2')
    const partly = await post('/multi-exec', [
      ['LPUSH', key('multi'), 'x'],
      ['SET', key('multi'), '3'],
    ])
    expect(await partly.json()).toEqual([{ error: expect.stringContaining('WRONGTYPE') }, { result: 'OK' }])
    expect(await redis.get(key('multi'))).toBe('3')
  })

  test('scripts run by text and by digest, and an unknown digest is refused', async () => {
    const script = "redis.call('SET', KEYS[1], ARGV[1]) return {redis.call('GET', KEYS[1]), 7, false}"
    expect(await redis.eval(script, [key('script')], ['v'])).toEqual(['v', 7, null])
    const digest = await redis.scriptLoad(script)
    expect(await redis.evalsha(digest, [key('script')], ['w'])).toEqual(['w', 7, null])
    await expect(redis.evalsha('0'.repeat(40), [], [])).rejects.toThrow('NOSCRIPT')
  })

  test('a wrong token is 401, a broken or unavailable command 400, a request over 10 MB is refused', async () => {
    await expect(connect('wrong').get('x')).rejects.toThrow('WRONGPASS')
    expect((await post('/', ['GET', 'x'], { authorization: 'Bearer wrong' })).status).toBe(401)
    for (const command of [['GET'], ['SELECT', '1'], [], [null], 'GET', { a: 1 }]) {
      const response = await post('/', command)
      expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(/^ERR /) }])
    }
    const large = await post('/', ['SET', key('large'), 'x'.repeat(10 * 1024 * 1024)])
    expect([large.status, await large.json()]).toEqual([413, { error: expect.stringContaining('max request size') }])
    expect(await redis.exists(key('large'))).toBe(0)
  })

  test('the gateway echoes the sync token', async () => {
    const response = await post('/', ['PING'], { 'upstash-sync-token': 'abc' })
    expect(response.headers.get('upstash-sync-token')).toBe('abc')
  })
})
