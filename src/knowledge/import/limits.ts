/** Largest upload, bytes. */
export const LARGEST_UPLOAD = 20 * 1_024 * 1_024
/** Most rows of one upload. */
export const MOST_ROWS = 50_000
/** Longest question and answer, characters. */
export const LONGEST_QUESTION = 500
export const LONGEST_ANSWER = 8_000
/** Most phrasings beside the question in one row. */
export const MOST_SIMILAR = 999
/** Refused rows that a report lists. */
export const MOST_REFUSED_LISTED = 1_000
