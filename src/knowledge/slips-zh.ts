import { soundOf } from '../lib/homophones.ts'
import { syllableOf } from '../lib/syllables.ts'
import { typedApart } from '../lib/typed-apart.ts'
import { STOP_WORDS } from './stop-words.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Texts in which a word must stand before a slip is taken for it: one that sounds the same, one that is a keystroke away. */
const HEARD = 2
const TYPED = 3
/** The same for two characters that are both written otherwise. */
const WHOLLY_HEARD = 6
const LONGEST = 5
/** A word must stand in so many times more texts than the character that is taken for a slip stands for itself. */
const LIKELIER = 8

interface Candidate {
  word: string
  count: number
}

/**
 * Slips of input methods in a run of Han characters, put right by the library's own words: 物留 and 推宽 sound like 物流 and 退款, in
 * 退快 one letter of the pinyin is wrong. Only where a character stands alone in the dictionary's eyes, and no text of the library has
 * it beside its neighbour: what can be right stays. `pieces` cuts a run into words of the dictionary.
 */
export const createChineseSlips = (
  { han, pairs, alone }: Vocabulary,
  pieces: (run: string) => string[],
): ((run: string) => string) => {
  const bySound = new Map<string, Candidate[]>()
  const add = (key: string, candidate: Candidate): void => {
    const known = bySound.get(key)
    if (known === undefined) bySound.set(key, [candidate])
    else known.push(candidate)
  }
  for (const [word, count] of han) {
    if (count < HEARD || hasFunctionWord(word)) continue
    add(soundsOf(word), { word, count })
    if (count < TYPED) continue
    for (let at = 0; at < word.length; at++) add(without(word, at), { word, count })
  }

  const meant = (written: string): string | undefined => {
    if (han.has(written)) return undefined
    const changes = (word: string): number[] => Array.from(word, (_, i) => i).filter((i) => word[i] !== written[i])
    const odd = (i: number): boolean => {
      const around = [written.slice(i - 1, i + 1), written.slice(i, i + 2)].filter((pair) => pair.length === 2)
      return !STOP_WORDS.has(written.charAt(i)) && !around.some((pair) => pairs.has(pair))
    }
    const likely = ({ word, count }: Candidate): boolean =>
      changes(word).every((i) => odd(i) && count >= LIKELIER * (alone.get(written.charAt(i)) ?? 0))
    const heard = (bySound.get(soundsOf(written)) ?? []).filter(
      (candidate) => likely(candidate) && (changes(candidate.word).length < 2 || candidate.count >= WHOLLY_HEARD),
    )
    if (heard.length > 0) return commonest(heard)
    const typed = Array.from(written, (_, i) => i)
      .filter(odd)
      .flatMap((i) =>
        (bySound.get(without(written, i)) ?? []).filter(
          (candidate) => likely(candidate) && isNear(candidate.word.charAt(i), written.charAt(i)),
        ),
      )
    return commonest(typed)
  }

  return (run) => {
    const cut = pieces(run)
    let out = ''
    for (let from = 0; from < cut.length; ) {
      const found = longestSlip(cut, from, meant)
      out += found?.word ?? cut[from]
      from = found?.to ?? from + 1
    }
    return out
  }
}

/** Beginning at a piece, the longest row of pieces, one of them a single character, that is a slip of a word. */
const longestSlip = (
  cut: readonly string[],
  from: number,
  meant: (written: string) => string | undefined,
): { word: string; to: number } | undefined => {
  for (let to = Math.min(cut.length, from + LONGEST); to > from + 1; to--) {
    const row = cut.slice(from, to)
    const written = row.join('')
    if (written.length > LONGEST || !row.some((piece) => piece.length === 1)) continue
    const word = meant(written)
    if (word !== undefined) return { word, to }
  }
  return undefined
}

const hasFunctionWord = (word: string): boolean => Array.from(word).some((character) => STOP_WORDS.has(character))

const soundsOf = (word: string): string => Array.from(word, soundOf).join('')

/** The word with a place left open. */
const without = (word: string, at: number): string => `${word.slice(0, at)}*${word.slice(at + 1)}`

/** One keystroke apart in pinyin. */
const isNear = (a: string, b: string): boolean => {
  const [one, other] = [syllableOf(a), syllableOf(b)]
  return a !== b && one !== undefined && other !== undefined && typedApart(one, other, 1) === 1
}

const commonest = (candidates: readonly Candidate[]): string | undefined =>
  candidates.reduce<Candidate | undefined>((best, one) => (best && best.count >= one.count ? best : one), undefined)
    ?.word
