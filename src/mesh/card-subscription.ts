import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  subscribe,
  type ValidationRule,
  validate,
} from 'graphql'
import type { ContextCard } from '../domain/customer.ts'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { Latest } from './latest.ts'
import { MAX_TOKENS } from './limits.ts'
import type { Loaders } from './loaders.ts'

/** Faults told about one document. */
const MAX_FAULTS = 10

export interface Asked {
  document: DocumentNode
  variables: Record<string, unknown>
  operationName: string | undefined
}

/** A request's document, parsed and checked; `variables` is JSON, or text of it in a URL. */
export const readSubscription = (
  sent: unknown,
  schema: GraphQLSchema,
  rules: readonly ValidationRule[],
): Asked | { faults: readonly GraphQLError[] } => {
  const { query, variables, operationName } = (sent ?? {}) as Record<string, unknown>
  try {
    if (typeof query !== 'string') throw new GraphQLError('query is missing; send a subscription')
    const document = parse(query, { maxTokens: MAX_TOKENS })
    const faults = validate(schema, document, [...specifiedRules, ...rules], { maxErrors: MAX_FAULTS })
    if (faults.length > 0) return { faults }
    return {
      document,
      variables: readVariables(variables),
      operationName: typeof operationName === 'string' ? operationName : undefined,
    }
  } catch (error) {
    if (error instanceof GraphQLError) return { faults: [error] }
    throw error
  }
}

const readVariables = (sent: unknown): Record<string, unknown> => {
  const variables = typeof sent === 'string' ? fromJson(sent) : (sent ?? {})
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables))
    throw new GraphQLError('variables is no JSON object')
  return variables as Record<string, unknown>
}

const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface SubscriptionParts {
  schema: GraphQLSchema
  principal: Principal
  cards: Latest<ContextCard>
  /** From now on `cards` has the conversation's. Rejects with Refusal. */
  follow: (conversation: string) => Promise<void>
  openReads: () => { loaders: Loaders; close(): void }
}

type Started = AsyncIterable<ExecutionResult> | { refusal: Refusal } | { errors: readonly GraphQLError[] }

/** Each card as the document selects from it, with reads of its own for what the card does not hold. */
export const startSubscription = async (
  { document, variables, operationName }: Asked,
  { schema, principal, cards, follow, openReads }: SubscriptionParts,
): Promise<Started> => {
  let reads = openReads()
  const source: AsyncIterableIterator<{ card: ContextCard }> = {
    next: async () => {
      const taken = await cards.next()
      reads.close()
      if (taken.done === true) return { done: true, value: undefined }
      reads = openReads()
      return { done: false, value: { card: taken.value } }
    },
    return: async () => {
      reads.close()
      cards.close()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => source,
  }
  const results = await subscribe({
    schema,
    document,
    variableValues: variables,
    ...(operationName === undefined ? {} : { operationName }),
    contextValue: {
      principal,
      get loaders() {
        return reads.loaders
      },
    },
    subscribeFieldResolver: async (_root: unknown, { conversation }: { conversation: string }) => {
      await follow(conversation)
      return source
    },
  })
  if (Symbol.asyncIterator in results) return results
  reads.close()
  const errors = results.errors ?? []
  const refusal = errors.find(({ originalError }) => originalError instanceof Refusal)?.originalError
  return refusal === undefined ? { errors } : { refusal: refusal as Refusal }
}
