import { describe, expect, it } from 'vitest'
import { parseJsonPath } from '../../src/lib/json-path.ts'

const ANSWER = { data: { items: [{ no: 1 }, { no: 2, 'a b': '空格' }], 订单: '中文', null: null } }

describe('JSON paths', () => {
  it.each<[path: string, found: unknown]>([
    ['$', ANSWER],
    ['$.data.items[0].no', 1],
    ['$.data.items[-1].no', 2],
    ["$.data['items'][1]['a b']", '空格'],
    ['$["data"].订单', '中文'],
    ['$.data.items[*]', ANSWER.data.items],
    ['$.data.items[9].no', undefined],
    ['$.data.items.length', undefined],
    ['$.data.订单.x', undefined],
    ['$.data.null.x', undefined],
    ['$.constructor', undefined],
    ['$.data.__proto__', undefined],
  ])('%s', (path, found) => {
    expect(parseJsonPath(path).read(ANSWER)).toEqual(found)
  })

  it.each(['data.items', '', '$data', '$.a..b', '$.a[*].b', "$.a['b", '$.a[?(@.b)]', '$.a b', '$[1.5]', '$..*'])(
    'refuses %j and says what is wrong',
    (path) => {
      expect(() => parseJsonPath(path)).toThrow(/starts with \$|cannot be read|at the end only/)
    },
  )

  it('tells its place by dots, for messages', () => {
    expect(parseJsonPath("$.data['items'][0].no").dotted).toBe('data.items.0.no')
    expect(parseJsonPath('$.data.items[*]').dotted).toBe('data.items')
  })
})
