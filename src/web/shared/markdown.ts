/**
 * The small part of Markdown that answers use: paragraphs, line breaks, lists, **bold**, [links](https://…), ![pictures](https://…) and
 * bare addresses. Everything else stays as written. A tree and never HTML, so nothing in a text can become markup.
 */
export type Block = { kind: 'paragraph'; lines: Inline[][] } | List

/** `start` is the first number; absent for bullets. */
export interface List {
  kind: 'list'
  start?: number
  items: Inline[][]
}

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; text: string }
  | { kind: 'link'; text: string; href: string }
  /** `text` stands for it where it cannot be shown. */
  | { kind: 'picture'; text: string; src: string }

const BULLET = /^\s*[-*•]\s+(.+)$/
const NUMBER = /^\s*(\d{1,2})[.、)]\s*(?=\D)(.+)$/
const INLINE =
  /\*\*(?<bold>[^*\n]+)\*\*|(?<picture>!)?\[(?<label>[^\]\n]+)\]\((?<target>[^()\s]+)\)|(?<address>https?:\/\/[^\s<>"'“”‘’（）()，。；！？、]+)/g
const WEB = /^https?:\/\//i
const ALLOWED = /^(https?:\/\/|mailto:|tel:)/i

/** Text to blocks; total: any text gives a tree that shows all of its words. */
export const parseMarkdown = (text: string): Block[] => {
  const blocks: Block[] = []
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const bullet = BULLET.exec(line)?.[1]
    const numbered = NUMBER.exec(line)
    const item = bullet ?? numbered?.[2]
    const last = blocks.at(-1)
    if (item !== undefined) {
      const start = numbered === null ? undefined : Number(numbered[1])
      if (last?.kind === 'list' && (last.start === undefined) === (start === undefined))
        last.items.push(parseInline(item))
      else blocks.push({ kind: 'list', items: [parseInline(item)], ...(start !== undefined && { start }) })
    } else if (line.trim() === '') blocks.push({ kind: 'paragraph', lines: [] })
    else if (last?.kind === 'paragraph') last.lines.push(parseInline(line))
    else blocks.push({ kind: 'paragraph', lines: [parseInline(line)] })
  }
  return blocks.filter((block) => block.kind === 'list' || block.lines.length > 0)
}

const parseInline = (line: string): Inline[] => {
  const parts: Inline[] = []
  const plain = (text: string) => {
    if (text !== '') parts.push({ kind: 'text', text })
  }
  let at = 0
  for (const match of line.matchAll(INLINE)) {
    plain(line.slice(at, match.index))
    at = match.index + match[0].length
    const { bold, picture, label, target, address } = match.groups ?? {}
    if (bold !== undefined) parts.push({ kind: 'bold', text: bold })
    else if (address !== undefined) parts.push({ kind: 'link', text: address, href: address })
    else if (picture !== undefined && label !== undefined && target !== undefined && WEB.test(target))
      parts.push({ kind: 'picture', text: label, src: target })
    else if (label !== undefined && target !== undefined && ALLOWED.test(target))
      parts.push({ kind: 'link', text: label, href: target })
    else plain(match[0])
  }
  plain(line.slice(at))
  return parts
}
