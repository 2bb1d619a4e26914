import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { protoTables } from './helpers/proto-docs.ts'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const PROTO = 'proto/tabdesk/v1/support.proto'
const MADE = /(<!-- made from proto\/tabdesk\/v1\/support.proto [^\n]*-->\n)[\s\S]*?(<!-- end -->)/

it('docs/grpc.md says of calls and messages what the proto says', () => {
  const tables = protoTables(read(PROTO))
  const text = read('docs/grpc.md')
  const whole = text.replace(MADE, (_all, head: string, end: string) => `${head}\n${tables}\n${end}`)
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(new URL('../docs/grpc.md', import.meta.url), whole)
  else expect(text).toBe(whole)
  for (const [, name] of read(PROTO).matchAll(/^\s*(?:rpc|message) (\w+)/gm)) expect(tables).toContain(`${name}`)
})

it('every call, message and most fields carry a comment, and a line more in the proto is seen (control)', () => {
  const proto = read(PROTO)
  expect(protoTables(proto)).not.toMatch(/^\| `[A-Z]\w+` \|.*\| {2}\|$/m)
  expect(
    protoTables(proto.replace('  rpc Claim', '  // Anew.\n  rpc Again(ClaimRequest) returns (Ack);\n  rpc Claim')),
  ).not.toBe(protoTables(proto))
})
