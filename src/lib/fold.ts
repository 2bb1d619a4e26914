/** NFKC and lower case, unit by unit, so that an offset in the folded text is an offset in the text: a unit that folds to several keeps itself. */
export const fold = (text: string): string => {
  let folded = ''
  for (const unit of text) {
    const one = unit.normalize('NFKC').toLowerCase()
    folded += one.length === unit.length ? one : unit
  }
  return folded
}
