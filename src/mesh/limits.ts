import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'

/** Lexical tokens of a query; the longest that our console sends has some 150. */
export const MAX_TOKENS = 1_000
/** Nested selections, fragments counted as levels of their own: two more than our deepest data. */
const MAX_DEPTH = 7
const MAX_ALIASES = 15
const MAX_ROOT_FIELDS = 10
/** Fields that a query may come to, each list taken as LIST_LENGTH entries. */
const MAX_COST = 1_000
const LIST_LENGTH = 10

/** Of one selection; fields that introspection adds (`__…`) cost nothing and have no depth, rules of their own bound them. */
interface Measure {
  depth: number
  /** Fields that it adds to the level on which it stands. */
  fields: number
  aliases: number
  cost: number
}

type Rule = (context: ValidationContext) => ASTVisitor

/**
 * A validation rule: refuses, before anything is read upstream, what would read too much. Fragments count wherever they are spread, so that
 * naming a part does not make it cheaper. Introspection is left to the rules of its own.
 */
export const queryLimits: Rule = (context) => limitsOf('query', context)

/** The same where a card is followed: once for each card that is sent. */
export const subscriptionLimits: Rule = (context) => limitsOf('subscription', context)

const limitsOf = (kind: 'query' | 'subscription', context: ValidationContext): ASTVisitor => ({
  Document: ({ definitions }) => {
    const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    const refuse = (message: string): void => context.reportError(new GraphQLError(message))
    // A compiled query is kept by its text alone: with two operations the second would get the first one's answer.
    if (operations.length !== 1) refuse(`the document has ${operations.length} operations; send one`)
    for (const operation of operations) {
      if (operation.operation !== kind) refuse(`the operation is a ${operation.operation}; ${ONLY[kind]}`)
      const { depth, fields, aliases, cost } = measureOperation(context, operation)
      if (depth > MAX_DEPTH) refuse(`the query is ${depth} levels deep, fragments counted; at most ${MAX_DEPTH}`)
      if (fields > MAX_ROOT_FIELDS) refuse(`the query has ${fields} fields at its root; at most ${MAX_ROOT_FIELDS}`)
      if (aliases > MAX_ALIASES) refuse(`the query has ${aliases} aliases; at most ${MAX_ALIASES}`)
      if (cost > MAX_COST) refuse(`the query may come to ${cost} fields; at most ${MAX_COST}`)
    }
  },
})

const ONLY = {
  query: 'the mesh only reads, and a card is followed at /graphql/stream',
  subscription: 'here cards are followed; send a query to /graphql',
}

const measureOperation = (
  context: ValidationContext,
  { selectionSet, operation }: OperationDefinitionNode,
): Measure => {
  const measured = new Map<FragmentDefinitionNode, Measure | 'open'>()

  const ofFragment = (name: string): Measure => {
    const fragment = context.getFragment(name)
    if (!fragment) return NOTHING
    const known = measured.get(fragment)
    // A fragment that contains itself is refused by a rule of its own.
    if (known !== undefined) return known === 'open' ? NOTHING : known
    measured.set(fragment, 'open')
    const measure = ofSet(fragment.selectionSet, fragment.typeCondition.name.value)
    measured.set(fragment, measure)
    return measure
  }

  const ofField = ({ name, alias, selectionSet: inner }: FieldNode, parent: string | undefined): Measure => {
    const aliases = alias === undefined ? 0 : 1
    if (name.value.startsWith('__')) return { ...NOTHING, fields: 1, aliases }
    const type = fieldType(context, parent, name.value)
    const below = inner === undefined ? NOTHING : ofSet(inner, type && getNamedType(type).name)
    const times = type !== undefined && isListType(getNullableType(type)) ? LIST_LENGTH : 1
    return { depth: 1 + below.depth, fields: 1, aliases: aliases + below.aliases, cost: 1 + times * below.cost }
  }

  const ofSelection = (selection: SelectionNode, parent: string | undefined): Measure => {
    if (selection.kind === Kind.FIELD) return ofField(selection, parent)
    const inside =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? ofFragment(selection.name.value)
        : ofSet(selection.selectionSet, selection.typeCondition?.name.value ?? parent)
    return { ...inside, depth: 1 + inside.depth }
  }

  const ofSet = ({ selections }: SelectionSetNode, parent: string | undefined): Measure =>
    selections
      .map((selection) => ofSelection(selection, parent))
      .reduce(
        (sum, part) => ({
          depth: Math.max(sum.depth, part.depth),
          fields: sum.fields + part.fields,
          aliases: sum.aliases + part.aliases,
          cost: sum.cost + part.cost,
        }),
        NOTHING,
      )

  return ofSet(selectionSet, context.getSchema().getRootType(operation)?.name)
}

const NOTHING: Measure = { depth: 0, fields: 0, aliases: 0, cost: 0 }

const fieldType = (
  context: ValidationContext,
  parent: string | undefined,
  field: string,
): GraphQLOutputType | undefined => {
  const type = parent === undefined ? undefined : context.getSchema().getType(parent)
  return isObjectType(type) ? type.getFields()[field]?.type : undefined
}
