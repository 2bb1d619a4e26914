import { z } from 'zod'
import type { IntentDescription } from '../domain/article.ts'
import { collectFaults, KnowledgeFaults } from './faults.ts'

const description = z.object({
  intent: z.string().regex(/^[a-z0-9_]+$/, 'use lower-case letters, digits and _'),
  domain: z.string().min(1),
  zh: z.string().min(1),
  en: z.string().min(1),
})

/**
 * `intents.jsonl`, one `{intent, domain, zh, en}` a line.
 * @throws KnowledgeFaults with the line of each fault
 */
export const parseIntents = (jsonl: string, path = 'intents.jsonl'): IntentDescription[] => {
  const { faults, blame } = collectFaults(path)
  const seen = new Set<string>()
  const intents: IntentDescription[] = []
  for (const [i, line] of jsonl.split('\n').entries()) {
    if (line.trim() === '') continue
    const at = `line ${i + 1}`
    const parsed = description.safeParse(readJson(line))
    if (!parsed.success) {
      for (const issue of parsed.error.issues) blame([at, ...issue.path].join(' '), line, issue.message)
      continue
    }
    if (seen.has(parsed.data.intent)) blame(`${at} intent`, parsed.data.intent, 'stands there twice: remove one')
    seen.add(parsed.data.intent)
    intents.push(parsed.data)
  }
  if (faults.length > 0) throw new KnowledgeFaults(faults)
  return intents
}

const readJson = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
