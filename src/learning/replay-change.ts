import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import type { Policy } from '../domain/decision.ts'
import { Refusal } from '../domain/errors.ts'

/** What is to be otherwise when recorded turns are decided again. Folders are absolute. */
export interface ReplayChange {
  policy?: Partial<Policy>
  heads?: string
  knowledge?: string
}

const probability = z.number().min(0).max(1)
/** A bar per intent; `never` means suggest-only. */
const bar = z.union([probability, z.literal('never').transform(() => Number.POSITIVE_INFINITY)])

const Change = z.strictObject({
  policy: z
    .strictObject({
      answerAbove: probability,
      answerAboveByIntent: z.record(z.string(), bar),
      suggestAbove: probability,
      suggestAboveByIntent: z.record(z.string(), probability),
      ambiguityGap: probability,
      ambiguityMass: probability,
      outOfScopeAbove: probability,
      angerAbove: probability,
      missesBeforePerson: z.int().min(1),
      forbiddenWords: z.array(z.string().min(1)),
    })
    .partial()
    .optional(),
  heads: z.string().min(1).optional(),
  knowledge: z.string().min(1).optional(),
})

/**
 * Reads `{policy, heads, knowledge}`; folders are relative to the file.
 * @throws Refusal `bad_input` naming the field, the value and what is possible
 */
export const readChange = async (file: string): Promise<ReplayChange> => {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Refusal('bad_input', `--change ${file} cannot be read: ${error.message}`, { field: 'change' })
  })
  const parsed = Change.safeParse(parseYaml(text, file) ?? {})
  if (!parsed.success)
    throw new Refusal(
      'bad_input',
      `${file}: ${parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ')}`,
      { field: 'change' },
    )
  const { policy, heads, knowledge } = parsed.data
  if (policy === undefined && heads === undefined && knowledge === undefined)
    throw new Refusal('bad_input', `${file} changes nothing: name policy, heads or knowledge`, { field: 'change' })
  const folder = dirname(file)
  const given = Object.entries(policy ?? {}).filter(([, value]) => value !== undefined)
  return {
    ...(policy === undefined ? {} : { policy: Object.fromEntries(given) as Partial<Policy> }),
    ...(heads === undefined ? {} : { heads: resolve(folder, heads) }),
    ...(knowledge === undefined ? {} : { knowledge: resolve(folder, knowledge) }),
  }
}

const parseYaml = (text: string, file: string): unknown => {
  try {
    return parse(text)
  } catch (error) {
    throw new Refusal('bad_input', `${file} is not YAML: ${(error as Error).message.split('\n')[0]}`, {
      field: 'change',
    })
  }
}
