/** What makes a spreadsheet run a cell: = + - @, tab, CR, LF and the full-width forms that some fold into them. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const ESCAPED = /^'(?=[=+\-@\t\r\n＝＋－＠'])/

/** A cell that a spreadsheet shows and does not run: gets a leading apostrophe. */
export const escapeFormula = (cell: string): string => (FORMULA.test(cell) || ESCAPED.test(cell) ? `'${cell}` : cell)

/** Takes the apostrophe off again, so that an export can be imported. */
export const unescapeFormula = (cell: string): string => cell.replace(ESCAPED, '')
