import { readFile } from 'node:fs/promises'

/** What a CPU multiplies 8-bit numbers with, best first, as the flags of /proc/cpuinfo (x86) or its Features (Arm) name it. */
const WAYS: readonly (readonly [flag: string, name: string])[] = [
  ['avx512_vnni', 'AVX-512 VNNI'],
  ['avx_vnni', 'AVX-VNNI'],
  ['i8mm', 'I8MM'],
  ['asimddp', 'Arm dot product'],
]

/**
 * How this CPU multiplies 8-bit numbers; undefined where it cannot do better than with 16 bits, which is slower and may saturate.
 * `unknown` where the system does not tell.
 */
export const int8Way = async (cpuinfo = '/proc/cpuinfo'): Promise<string | undefined> => {
  const text = await readFile(cpuinfo, 'utf8').catch(() => undefined)
  if (text === undefined) return 'unknown'
  const flags = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/))
  return WAYS.find(([flag]) => flags.has(flag))?.[1]
}
