import { describe, expect, it } from 'vitest'
import { factorise, solveInPlace } from '../../src/lib/cholesky.ts'
import { createDots } from '../../src/lib/dots.ts'
import { minimise } from '../../src/lib/l-bfgs.ts'
import { fitLogistic, sigmoid } from '../../src/lib/logistic.ts'
import { createRandom } from '../../src/lib/random.ts'
import { createRowScorer } from '../../src/lib/row-scorer.ts'
import { fitSoftmaxRegression, probabilitiesOf } from '../../src/lib/softmax-regression.ts'
import { fitSparseRegression, sparseProbabilities } from '../../src/lib/sparse-regression.ts'
import { createVectoriser, learnVocabulary } from '../../src/lib/tf-idf.ts'

const floats = (n: number, seed: number): Float32Array => {
  const random = createRandom(seed)
  return Float32Array.from({ length: n }, () => random.next() - 0.5)
}

describe('dots', () => {
  it('gives what a plain loop gives, for every shape', () => {
    for (const [n, m, d] of [
      [2, 4, 4],
      [4, 8, 12],
      [6, 4, 388],
    ] as const) {
      const dots = createDots(n * d + m * d + n * m)
      const a = dots.floats(n * d)
      const b = dots.floats(m * d)
      const out = dots.floats(n * m)
      a.set(floats(n * d, 1))
      b.set(floats(m * d, 2))
      dots.run(a, b, out, n, m, d)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let sum = 0
          for (let k = 0; k < d; k++) sum += a[i * d + k]! * b[j * d + k]!
          expect(out[i * m + j]).toBeCloseTo(sum, 5)
        }
    }
  })

  it('refuses shapes that the kernel would read past', () => {
    const dots = createDots(64)
    const a = dots.floats(16)
    expect(() => dots.run(a, a, a, 3, 4, 4)).toThrow(/multiples/)
  })

  it('scores rows of any number and length', () => {
    const rows = floats(7 * 5, 3)
    const query = floats(5, 4)
    const scorer = createRowScorer(7, 5, (row, place) => place.set(rows.subarray(row * 5, row * 5 + 5)))
    scorer.ask(query)
    const scores = [...scorer.scores(0, 7)]
    expect(scores).toHaveLength(7)
    for (let r = 0; r < 7; r++)
      expect(scores[r]).toBeCloseTo(
        [0, 1, 2, 3, 4].reduce((sum, i) => sum + rows[r * 5 + i]! * query[i]!, 0),
        5,
      )
    expect([...scorer.scores(4, 2)]).toEqual(scores.slice(4, 6))
  })
})

describe('cholesky', () => {
  it('solves a system that is known', () => {
    const a = Float64Array.of(4, 0, 2, 3)
    factorise(a, 2)
    const b = Float64Array.of(8, 7)
    solveInPlace(a, 2, b)
    expect(b[0]).toBeCloseTo(1.25, 12)
    expect(b[1]).toBeCloseTo(1.5, 12)
  })

  it('says when there is no such factor', () => {
    expect(() => factorise(Float64Array.of(1, 0, 2, 1), 2)).toThrow(/positive definite/)
  })
})

describe('minimise', () => {
  it('finds the minimum of the Rosenbrock function', () => {
    const found = minimise(
      (at, gradient) => {
        const [x, y] = at as unknown as [number, number]
        gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
        gradient[1] = 200 * (y - x * x)
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2
      },
      Float64Array.of(-1.2, 1),
      { maxIterations: 200, tolerance: 1e-8 },
    )
    expect(found.at[0]).toBeCloseTo(1, 6)
    expect(found.at[1]).toBeCloseTo(1, 6)
    expect(found.gradientNorm).toBeLessThan(1e-8)
  })
})

describe('softmax regression', () => {
  const blobs = (seed: number) => {
    const noise = createRandom(seed)
    const labels = Array.from({ length: 90 }, (_, i) => i % 3)
    const rows = Float32Array.from(
      labels.flatMap((label) => [0, 1, 2, 3].map((i) => (i === label ? 1 : 0) + (noise.next() - 0.5) * 1.6)),
    )
    return { rows, labels }
  }

  it('converges: the gradient of its own loss, computed plainly, is about 0', () => {
    const { rows, labels } = blobs(7)
    const c = 2
    const model = fitSoftmaxRegression(rows, labels, 4, 3, { c, maxIterations: 200, tolerance: 1e-7 })
    expect(model.gradientNorm).toBeLessThan(1e-5)
    for (let k = 0; k < 3; k++)
      for (let i = 0; i < 4; i++) {
        let gradient = model.weights[k * 4 + i]! / (c * labels.length)
        for (const [r, label] of labels.entries())
          gradient +=
            ((probabilitiesOf(model, rows.subarray(r * 4, r * 4 + 4))[k]! - (label === k ? 1 : 0)) * rows[r * 4 + i]!) /
            labels.length
        expect(Math.abs(gradient)).toBeLessThan(1e-5)
      }
  })

  it('gives the class frequencies where the rows say nothing', () => {
    const model = fitSoftmaxRegression(new Float32Array(8), [0, 0, 0, 1], 2, 2, {
      c: 1,
      maxIterations: 100,
      tolerance: 1e-8,
    })
    expect(probabilitiesOf(model, new Float32Array(2))[0]).toBeCloseTo(0.75, 4)
  })

  it('gives the same bits again', () => {
    const { rows, labels } = blobs(9)
    const learn = () => fitSoftmaxRegression(rows, labels, 4, 3, { c: 30, maxIterations: 20, tolerance: 1e-6 })
    expect(learn()).toEqual(learn())
  })
})

describe('sparse regression', () => {
  const texts = [
    '退款什么时候到',
    '退款多久到账',
    'where is my refund',
    'refund not received',
    '怎么改地址',
    '地址写错了',
    'change my address',
    'wrong address typed',
  ]
  const labels = [0, 0, 0, 0, 1, 1, 1, 1]

  it('learns both scripts, and the seed decides the bits', () => {
    const vocabulary = learnVocabulary(texts, 1, 1_000)
    const vectorise = createVectoriser(vocabulary)
    const learn = (seed: number) =>
      fitSparseRegression(texts.map(vectorise), labels, vocabulary.keys.length, 2, {
        c: 60,
        epochs: 20,
        rate: 2,
        random: createRandom(seed),
      })
    const model = learn(1)
    expect(sparseProbabilities(model, vectorise('退款到哪了'))[0]).toBeGreaterThan(0.8)
    expect(sparseProbabilities(model, vectorise('the address is wrong'))[1]).toBeGreaterThan(0.8)
    expect(learn(1)).toEqual(model)
    expect(learn(2)).not.toEqual(model)
  })
})

describe('logistic regression', () => {
  it('finds the log odds of a table', () => {
    const rows = [...Array<number[]>(40).fill([0]), ...Array<number[]>(40).fill([1])]
    const outcomes = rows.map((_, i) => (i < 40 ? i < 10 : i - 40 < 30))
    const [intercept = 0, slope = 0] = fitLogistic(rows, outcomes, { ridge: 1e-9 })
    expect(intercept).toBeCloseTo(Math.log(1 / 3), 3)
    expect(slope).toBeCloseTo(2 * Math.log(3), 3)
  })

  it('stays finite when one line divides the outcomes, and counts weights', () => {
    const [, slope = 0] = fitLogistic([[-1], [1]], [false, true], { ridge: 1 })
    expect(slope).toBeGreaterThan(0)
    expect(slope).toBeLessThan(5)
    const [intercept = 0] = fitLogistic([[], []], [false, true], { ridge: 1, weights: [1, 3] })
    expect(sigmoid(intercept)).toBeCloseTo(0.75, 2)
  })
})
