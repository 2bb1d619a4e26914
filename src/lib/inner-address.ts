import { BlockList, isIP } from 'node:net'

/**
 * What kind of address this is: `never` one that no service of a shop has (link-local with its metadata services, site-local, multicast, reserved),
 * `private` one of this machine or house (loopback, RFC 1918, RFC 4193, carrier-grade NAT), `public` any other. What is no IP address is `never`.
 */
export const kindOfAddress = (address: string): 'public' | 'private' | 'never' => {
  const plain = unmapped(address.replace(/^\[|\]$/g, ''))
  const family = isIP(plain)
  if (family === 0) return 'never'
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (NEVER.check(plain, type)) return 'never'
  return PRIVATE.check(plain, type) ? 'private' : 'public'
}

/** IPv4 written as IPv6 (::ffff:10.0.0.1, ::ffff:a00:1) as IPv4: it goes to the same machine. */
const unmapped = (address: string): string => {
  const tail = /^::ffff:(.+)$/i.exec(address)?.[1]
  if (tail === undefined || isIP(tail) === 4) return tail ?? address
  const groups = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(tail)
  if (groups === null) return address
  const bits = [groups[1], groups[2]].map((group) => Number.parseInt(group ?? '', 16))
  return bits.flatMap((word) => [word >> 8, word & 255]).join('.')
}

const listOf = (subnets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, net.includes(':') ? 'ipv6' : 'ipv4')
  return list
}

/** IANA special-purpose registries; NAT64, 6to4 and Teredo could carry an inner address past us. */
const NEVER = listOf([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
])

const PRIVATE = listOf([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['::1', 128],
  ['fc00::', 7],
])
