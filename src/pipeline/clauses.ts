/** What stands between a clause and the one before it, from the weakest sign of a new request to the strongest. */
export type Boundary = 'space' | 'comma' | 'sentence' | 'connective'

export interface Clause {
  /** As written, without the connective and the punctuation around it. */
  text: string
  /** Offset of its first character in the text, UTF-16 units. */
  start: number
  end: number
  /** Absent in the first clause. */
  boundary?: Boundary
}

/**
 * A text as written to its clauses, in order: cut at the ends of sentences, commas, the spaces that Chinese chat uses for
 * commas, numbered points, and at words that add something (还有, 另外, and also, plus). Nothing is cut inside quotation
 * marks or a number, and a piece too short to ask anything joins the one before it. At most `MAX_CLAUSES`; the last then
 * holds the rest. A text longer than `LONGEST_CUT` is one clause.
 */
export const clausesOf = (text: string): Clause[] => {
  if (text.length > LONGEST_CUT) return [{ text, start: 0, end: text.length }]
  const clauses: Clause[] = []
  let start = 0
  let boundary: Boundary | undefined
  const close = (end: number): void => {
    const piece = trimmed(text, start, end)
    if (piece === undefined) return
    const last = clauses.at(-1)
    if (last !== undefined && (isShort(piece.text) || isShort(last.text))) {
      last.end = piece.end
      last.text = text.slice(last.start, piece.end)
    } else clauses.push({ ...piece, ...(boundary === undefined || last === undefined ? {} : { boundary }) })
  }
  for (const { index, end, kind } of cutsOf(text)) {
    if (clauses.length >= MAX_CLAUSES - 1) break
    if (index > start || boundary === undefined) close(index)
    // Of several signs in a row the strongest counts.
    boundary = index > start || boundary === undefined || STRENGTH[kind] > STRENGTH[boundary] ? kind : boundary
    start = end
  }
  close(text.length)
  return clauses
}

const MAX_CLAUSES = 8
/** Characters; what is longer is a letter, and looking at every way to cut it would hold up everybody else. */
const LONGEST_CUT = 400
const STRENGTH: Record<Boundary, number> = { space: 0, comma: 1, sentence: 2, connective: 3 }
/** Fewer Chinese characters, or fewer letters, make no request: 你好, 然后呢, ok. */
const SHORTEST_HAN = 3
const SHORTEST_LETTERS = 8

interface Cut {
  index: number
  end: number
  kind: Boundary
}

const cutsOf = (text: string): Cut[] => {
  const quoted = [...text.matchAll(QUOTED)].map(({ 0: all, index }) => [index, index + all.length] as const)
  const cuts: Cut[] = []
  for (const match of text.matchAll(SIGNS)) {
    const { index, groups = {} } = match
    if (quoted.some(([from, to]) => index > from && index < to - 1)) continue
    const kind = (Object.keys(STRENGTH) as Boundary[]).find((name) => groups[name] !== undefined)
    if (kind !== undefined) cuts.push({ index, end: index + match[0].length, kind })
  }
  return cuts
}

const QUOTED = /“[^”]{0,200}”|「[^」]{0,200}」|‘[^’]{0,200}’|"[^"]{0,200}"/gu
const HAN = String.raw`\p{Script=Han}`
/** 还有 that adds a request, not the one that asks what is left: 还有货吗, 黑色还有没有. */
const ZH_ADDS = String.raw`(?:哦|噢|对了|啊)?[,，\s]*(?:另外|此外|除此之外|顺便|顺带|以及|还有(?!没|货|现货|吗|么|多|几|效|机会|库存|余|剩|人|救|${HAN}{0,3}码)|再一个|再就是|再问|再请问|再請問|另外還有|還有(?!沒|貨|嗎|多|幾|效)|对了|對了)(?:一下|再|我)?(?:想|要)?(?:问|問|請問|请问)?(?:下|一下)?(?:就是)?`
const EN_ADDS = String.raw`\b(?:and also|also|plus(?! (?:member|size|one\b))|and another thing|another thing|one more thing|oh and|and btw|btw|by the way|and besides|additionally|in addition|as well as)(?=[\s,:]|$)[,:]?`
const EN_ASKS = String.raw`(?:can|could|how|when|where|wheres|what|whats|what's|where's|when's|why|who|do|does|did|is|are|will|would|should|has|have|i|i'm|i'd|my|please|tell)`
const SIGNS = new RegExp(
  [
    String.raw`(?<connective>(?<=^|[^${HAN}]|${HAN}{4})${ZH_ADDS}[,，:：\s]*|${EN_ADDS}\s*|(?<=^|[\s:：,，。;；])\(?[1-9][.、．)）]\s*(?=[^\d\s])|[①-⑨]\s*)`,
    String.raw`(?<sentence>[。！？!?；;…\n]+|(?<=[^\s.])\.+(?=\s|$))`,
    String.raw`(?<comma>(?<!\d)[,，]|[,，](?!\d)|\s(?:and|but|or) (?=${EN_ASKS}\b)|(?<=\S+ \S+ \S+) and (?=\S+ \S+ \S+))`,
    String.raw`(?<space>(?<=${HAN})\s+(?=\S)|(?<=\S)\s+(?=${HAN}))`,
  ].join('|'),
  'giu',
)

const trimmed = (text: string, start: number, end: number): Clause | undefined => {
  const piece = text.slice(start, end)
  const from = start + (/^[\s\p{P}]*/u.exec(piece)?.[0].length ?? 0)
  const bare = text.slice(from, end).replace(/[\s,，、;；:：]+$/u, '')
  return bare === '' ? undefined : { text: bare, start: from, end: from + bare.length }
}

const isShort = (text: string): boolean =>
  (text.match(/\p{Script=Han}/gu)?.length ?? 0) < SHORTEST_HAN &&
  (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < SHORTEST_LETTERS
