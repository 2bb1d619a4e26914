import { describe, expect, it } from 'vitest'
import { parseRedisAddress } from '../src/lib/redis-address.ts'

describe('the address of a Redis', () => {
  it.each([
    ['redis://127.0.0.1:6379', ['redis://127.0.0.1:6379'], false],
    ['rediss://shop:p%40ss@redis.example.com/2', ['rediss://shop:p%40ss@redis.example.com/2'], false],
    ['redis://a:7000?cluster=1', ['redis://a:7000'], true],
    ['redis://a:7000,redis://b:7001', ['redis://a:7000', 'redis://b:7001'], true],
    ['rediss://u:p@a:7000, b:7001', ['rediss://u:p@a:7000', 'rediss://u:p@b:7001'], true],
  ])('%s is read', (text, nodes, cluster) => {
    expect(parseRedisAddress(text)).toEqual({ nodes, cluster })
  })
  it.each([
    'localhost:6379',
    'http://a:6379',
    'redis://',
    'redis://a/b',
    'redis://a:7000/1,b:7001',
    'redis://a:7000/1?cluster=1',
    'redis://a:7000?cluster=yes',
    'redis://a:7000,http://b:7001',
    'redis://a:99999',
    'redis://a,,b',
  ])('%s is not', (text) => {
    expect(parseRedisAddress(text)).toBeUndefined()
  })
})
