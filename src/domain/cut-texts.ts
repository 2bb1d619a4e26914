/** The words of texts that were cut before; the texts themselves are not in it. */
export interface CutTexts {
  vocabulary: readonly string[]
  /** By text: its key, and where its words begin in `words`; one more start than there are texts. */
  keys: Float64Array
  starts: Int32Array
  /** Places in the vocabulary. */
  words: Int32Array
}
