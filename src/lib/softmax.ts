/** Logits to probabilities in place; returns log of the sum of exponentials. */
export const softmax = (logits: Float64Array | Float32Array): number => {
  let highest = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > highest) highest = logit
  let sum = 0
  for (let i = 0; i < logits.length; i++) {
    const e = Math.exp((logits[i] as number) - highest)
    logits[i] = e
    sum += e
  }
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] as number) / sum
  return highest + Math.log(sum)
}
