/** What was mended in a file, and how often: said in the report. */
export type Mended = 'invisible' | 'html' | 'placeholders' | 'open' | 'paraphrases'

/** A sentence for the report, with how often. */
export const MENDED: Readonly<Record<Mended, (count: number) => string>> = {
  invisible: (count) => `invisible or direction-turning characters were taken out of ${count} cells`,
  html: (count) => `HTML became Markdown, without scripts and styles, in ${count} cells`,
  placeholders: (count) => `${count} placeholders of another product became slots of ours or labels`,
  open: (count) =>
    `${count} answers have a value in [square brackets] that nobody fills: an agent sends them (mode suggest)`,
  paraphrases: (count) =>
    `${count} rows say in other words what their intent is answered with: the most typical answer was kept`,
}
