import type { Share } from '../../domain/heads.ts'

/** Text as it may stand between tags and in attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`)

/** Markup that is safe already. */
export interface Html {
  html: string
}

export type Cell = string | Html

/** A table that scrolls by itself where the page is narrow. Texts are escaped. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0
    ? '<p class="quiet">nothing to show</p>'
    : `<div class="scroll"><table><thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('\n')}</tbody></table></div>`

/** A table whose cells never break: it scrolls instead. */
export const numbersTable = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `<div class="numbers">${table(head, rows)}</div>`

const cellOf = (cell: Cell): string => `<td>${typeof cell === 'string' ? escaped(cell) : cell.html}</td>`

/** A bar of a share with the number beside it; `mark` is a second share, shown as a line. */
export const bar = (share: number, label: string, mark?: { share: number; says: string }): Html => ({
  html: `<span class="bar"><span class="fill" style="width:${(100 * share).toFixed(1)}%"></span>${
    mark === undefined
      ? ''
      : `<span class="mark" style="left:${(100 * mark.share).toFixed(1)}%" title="${escaped(mark.says)}"></span>`
  }</span> ${escaped(label)}`,
})

/** `96.5 % (94–98)`; a dash where there is nothing to count. */
export const percent = ({ share, lower, upper, n }: Share): string =>
  n === 0 ? '–' : `${(100 * share).toFixed(1)} % (${(100 * lower).toFixed(0)}–${(100 * upper).toFixed(0)})`
