/** Longest line of a cover, characters, and most lines. */
const LONGEST_LINE = 40
const MOST_LINES = 6
/** Days, months and numbers of editions. */
const DATES =
  /\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号])?|[〇零一二三四五六七八九十]{2,4}年(?:[一二三四五六七八九十]{1,2}月)?(?:[一二三四五六七八九十]{1,3}日)?|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\b(?:v|version|edition|revision|rev)\.?\s*\d+(?:\.\d+)*|第?\s*[\d一二三四五六七八九十.]+\s*版|\b(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2},\s*)?\d{4}\b/giu
/** What stands beside them on a cover. */
const BESIDE =
  /版本号?|修订|更新|发布|生效|施行|实施|执行|制定|编制|日期|时间|版|号|起|于|自|\b(?:version|edition|last|updated?|revised|effective|valid|published|issued|date|from|as of|on)\b/giu

const isDate = (line: string): boolean =>
  line.length <= LONGEST_LINE &&
  line.replaceAll(DATES, '') !== line &&
  !/[\p{L}\p{N}]/u.test(line.replaceAll(DATES, '').replaceAll(BESIDE, ''))

/** Whether a text says no more than when it was written. */
export const isDateLine = (text: string): boolean =>
  text.split('\n').every((line) => line.trim() === '' || isDate(line))

/** Whether a text before the first section is what covers say: names and dates, no sentence, no figures. */
export const isCover = (text: string): boolean => {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return (
    lines.length <= MOST_LINES &&
    lines.every(
      (line) =>
        isDate(line) ||
        (line.length <= LONGEST_LINE && !/[，。；：:,;！!？?\d]|\.(?:\s|$)/u.test(line.replaceAll(DATES, ''))),
    )
  )
}

/** The name of a document by its cover. */
export const nameOnCover = (text: string): string | undefined =>
  text
    .split('\n')
    .find((line) => !isDate(line))
    ?.trim()
