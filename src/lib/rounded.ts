/** Six significant digits: what a file that people read shows of a number, and all that is used of it. */
export const rounded = (value: number): number => Number(value.toPrecision(6))
