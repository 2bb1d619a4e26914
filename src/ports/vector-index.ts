export interface VectorHit {
  id: number
  /** Cosine, -1 to 1. */
  score: number
}

/**
 * Nearest vectors by cosine. Laws: VI1 a vector that was added is found by itself at rank 1; VI2 hits are best first, at most k, no removed id;
 * VI3 ids are the caller's small integers, adding one again replaces it; VI4 recall at 10 against the exact scan is at least 0.95 on real embeddings.
 */
export interface VectorIndex {
  readonly kind: 'hnsw' | 'flat'
  readonly size: number
  add(id: number, vector: Float32Array): void
  remove(id: number): void
  search(vector: Float32Array, k: number): VectorHit[]
}

/** `capacity` vectors at most. */
export type CreateVectorIndex = (dimensions: number, capacity: number) => VectorIndex
