import { describe, expect, it } from 'vitest'
import { parseDatabaseAddress } from '../../src/lib/database-address.ts'

describe('addresses of databases', () => {
  it.each([
    [
      'postgres://support@db.example.com/shop',
      { kind: 'postgres', host: 'db.example.com', user: 'support', database: 'shop', tls: false },
    ],
    [
      'postgresql://a%40b:p%2Fw@db:5433/%E5%BA%97?sslmode=require',
      { kind: 'postgres', host: 'db', port: 5433, user: 'a@b', password: 'p/w', database: '店', tls: true },
    ],
    ['mariadb://127.0.0.1/shop?sslmode=verify-full', { kind: 'mysql', host: '127.0.0.1', database: 'shop', tls: true }],
    [
      'mysql://%2Frun%2Fmysqld%2Fs.sock/shop',
      { kind: 'mysql', host: '/run/mysqld/s.sock', database: 'shop', tls: false },
    ],
  ])('%s', (written, address) => {
    expect(parseDatabaseAddress(written)).toEqual(address)
  })

  it.each([
    ['shop.db', 'write postgres://'],
    ['http://db/shop', 'write postgres://'],
    ['postgres://support:p/w@db/shop', 'a key of its own: password'],
    ['postgres://db', 'names no database'],
    ['postgres://db/a/b', 'names no database'],
    ['mysql:///shop', 'names no host'],
    ['mysql://db/shop?multipleStatements=true', 'has multipleStatements: only sslmode'],
    ['postgres://db/shop?options=-c%20x', 'has options'],
    ['postgres://db/shop?sslmode=prefer', 'write require, or disable'],
    ['postgres://db/shop?sslmode=no-verify', 'write require, or disable'],
    ['postgres://db/100%', '%25'],
  ])('%s is refused, and says what to write', (written, says) => {
    const error = (() => {
      try {
        parseDatabaseAddress(written)
      } catch (thrown) {
        return thrown as Error
      }
      return undefined
    })()
    expect(error?.message).toContain(says)
    expect(error?.message).not.toContain('p/w')
  })
})
