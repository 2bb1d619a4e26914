import { type Said, say } from '../../domain/said.ts'
/** What was mended in a file, and how often: said in the report. */
export type Mended = 'invisible' | 'html' | 'placeholders' | 'open' | 'paraphrases'

/** A sentence for the report, with how often. */
export const MENDED: Readonly<Record<Mended, (count: number) => Said>> = {
  invisible: (count) => say('mended_invisible', { count }),
  html: (count) => say('mended_html', { count }),
  placeholders: (count) => say('mended_placeholders', { count }),
  open: (count) => say('mended_open', { count }),
  paraphrases: (count) => say('mended_paraphrases', { count }),
}
