import { describe, expect, it } from 'vitest'
import { kindOfAddress } from '../../src/lib/inner-address.ts'

describe('kinds of addresses', () => {
  it.each<[kind: string, addresses: string[]]>([
    [
      'public',
      ['8.8.8.8', '172.32.0.1', '100.128.0.1', '192.169.0.1', '2606:4700::1', '::ffff:8.8.8.8', '::ffff:808:808'],
    ],
    [
      'private',
      [
        '127.0.0.1',
        '127.8.9.1',
        '10.0.0.1',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '100.64.0.1',
        '::1',
        '[::1]',
        'fd00::1',
        'fc00::1',
        '::ffff:10.0.0.1',
        '::ffff:7f00:1',
        '::FFFF:192.168.0.1',
        '0:0:0:0:0:ffff:10.0.0.1',
      ],
    ],
    [
      'never',
      [
        '0.0.0.0',
        '169.254.169.254',
        '224.0.0.1',
        '255.255.255.255',
        '::',
        'fe80::1',
        'ff02::1',
        '64:ff9b::7f00:1',
        '64:ff9b:1::a00:1',
        'fec0::1',
        '2002:7f00:1::',
        '::ffff:169.254.169.254',
        'localhost',
        '',
        '10.0.0',
        '0x7f.1',
      ],
    ],
  ])('%s: %j', (kind, addresses) => {
    expect(addresses.map((address) => [address, kindOfAddress(address)])).toEqual(
      addresses.map((address) => [address, kind]),
    )
  })
})
