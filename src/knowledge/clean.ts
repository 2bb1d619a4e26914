import { SLOT_PATTERN } from '../domain/slots.ts'

/** What nobody sees and what turns text around: controls but tab and line break, bidirectional overrides, zero-width spaces. */
const INVISIBLE = /(?![\t\n])\p{Cc}|[\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu
/** Half of a surrogate pair. */
const HALF = /\p{Cs}/gu
/** Elements that go with what is inside of them. */
const SILENT = /<(script|style|iframe|object|template|noscript|svg|math)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
const BREAK = /<br\s*\/?>|<\/p\s*>/gi
/** Only what is an element: `<订单号>` and `满 <200> 元` are text. */
const TAG =
  /<\/?(?:a|abbr|article|audio|b|base|big|blockquote|body|button|center|code|dd|details|div|dl|dt|em|embed|font|form|h[1-6]|head|header|footer|hr|html|i|img|input|label|li|link|main|meta|nav|ol|option|p|pre|s|section|select|small|source|span|strike|strong|sub|summary|sup|table|tbody|td|textarea|th|thead|title|tr|u|ul|video)(?:[\s/][^<>]*)?>/gi
/** `[label](target)`, a picture with `!`; parentheses inside of the target are balanced once. Both parts end somewhere, so that a row of brackets costs no square. */
const LINK = /(!?)\[([^\]\n]{0,500})\]\(((?:[^()\n]|\([^()\n]{0,500}\)){0,2000})\)/g
const SCHEME = /^[\s\p{Cc}]*([a-z][a-z0-9+.\-\s\p{Cc}]*):/iu
const LINKED: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel'])
/** Times that a text is gone through. */
const MOST_PASSES = 20
const SHOWN: ReadonlySet<string> = new Set(['http', 'https'])

/** A text without what cannot be seen or stored, lines ended by `\n`. */
export const cleanText = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(HALF, '\uFFFD').replaceAll(INVISIBLE, '')

/** The same on one line, blanks single. */
export const cleanLine = (text: string): string => cleanText(text).replaceAll(/\s+/g, ' ').trim()

/**
 * Markdown without HTML and without links that run something; slots as `{{slot}}`. What stood around a tag may make another one, so it
 * goes on until nothing changes; who nests deeper than any page does loses the brackets. What it gives, it leaves as it is.
 */
export const cleanMarkdown = (text: string): string => {
  let before = cleanText(text)
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const after = withoutLinks(withoutHtml(before)).replaceAll(SLOT_PATTERN, '{{$1}}').trim()
    if (after === before) return after
    before = after
  }
  return before.replaceAll(/[<[]/g, ' ').trim()
}

/** Targets of links that `cleanMarkdown` takes away. */
export const forbiddenTargets = (text: string): string[] =>
  Array.from(text.matchAll(LINK)).flatMap(([, mark, , target = '']) =>
    isAllowed(mark === '!', target) ? [] : [target],
  )

/** Markdown reads `&#106;avascript:` as javascript: a scheme is written in letters. */
const SCHEME_IN_SIGNS = /^[^/?]*&#?\w+;/

/** A target without a scheme leads nowhere and is text. */
const isAllowed = (picture: boolean, target: string): boolean => {
  if (SCHEME_IN_SIGNS.test(target)) return false
  const scheme = SCHEME.exec(target)?.[1]
  return scheme === undefined || (picture ? SHOWN : LINKED).has(scheme.toLowerCase())
}

const withoutHtml = (text: string): string =>
  text.replaceAll(COMMENT, '').replaceAll(SILENT, '').replaceAll(BREAK, '\n').replaceAll(TAG, '')

const withoutLinks = (text: string): string =>
  text.replaceAll(LINK, (whole, mark: string, label: string, target: string) =>
    isAllowed(mark === '!', target) ? whole : label,
  )
