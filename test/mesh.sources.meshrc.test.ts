import { describe, expect, it } from 'vitest'
import { readSourceFiles } from '../src/adapters/sources/source-files.ts'
import { send, sourcesOfTests } from './helpers/sources.ts'

/** What people bring along from GraphQL Mesh: accepted where it means the same, else refused by name with what to write. */
describe('files of GraphQL Mesh', () => {
  const { service, folder, soon } = sourcesOfTests()

  it('.meshrc.yaml with sources, name, handler and transforms is read as it is', async () => {
    const crm = await service((_request, response) =>
      send(response, { data: { people: [{ uid: 'u-17', nick: '林晓' }] } }),
    )
    const files = await folder()
    await files.put(
      '.meshrc.yaml',
      `sources:
  - name: Crm
    handler:
      graphql:
        endpoint: ${crm.url}/graphql
        operationHeaders: { Authorization: 'Bearer \${TOKEN}' }
        allowPrivate: true
        operations:
          customers: { query: 'query($ids:[ID!]!){people(ids:$ids){uid nick}}', variables: { ids: '{ids}' }, entries: $.data.people }
    transforms:
      - fields: { Customer: { id: $.uid, name: $.nick } }
`,
    )
    const live = await files.open({ env: { TOKEN: 't' } })
    expect(live.fault()).toBeUndefined()
    expect((await live.upstream.customers(['u-17'], soon()))[0]?.name.zh).toBe('林晓')
  })

  it('all else is refused by name, each with its line and what to write', async () => {
    const files = await folder()
    await files.put(
      '.meshrc.yaml',
      `sources:
  - name: Crm
    handler:
      graphql:
        endpoint: https://crm.example.com
        schemaHeaders: {}
        timeout: 5000
        operations:
          customers: { query: '{ a }', variables: { ids: '{ids}' }, entries: $.data.a }
    transforms:
      - prefix: { value: Crm_ }
      - rename: {}
  - name: Orders
    handler:
      jsonSchema: { baseUrl: https://oms.example.com }
additionalTypeDefs: |
  extend type Order { note: String }
additionalResolvers: []
serve: { port: 4000 }
bearr: x
`,
    )
    const { faults, sources } = await readSourceFiles(files.folder, {})
    expect(sources).toEqual([])
    expect(faults.map(({ line, text }) => `${line} ${text.replace(/^[^:]*: /, '')}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^6 schemaHeaders is no such setting: no schema is fetched: write operationHeaders/),
        expect.stringMatching(/^7 timeout is no such setting: write deadlineMs/),
        expect.stringMatching(/^11 prefix is no such setting: fields are named with transforms: fields/),
        expect.stringMatching(/^12 rename is no such setting/),
        expect.stringMatching(/^15 jsonSchema is no such setting: write rest/),
        expect.stringMatching(/^16 additionalTypeDefs is no such setting: the types are ours and fixed/),
        expect.stringMatching(/^18 additionalResolvers is no such setting/),
        expect.stringMatching(/^19 serve is no such setting/),
      ]),
    )
  })

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the fault
    ["operationHeaders: { Authorization: 'Bearer {env.CRM_TOKEN}' }", 'write ${CRM_TOKEN} for {env.CRM_TOKEN}'],
    ['operationHeaders: { Cookie: \'{context.headers["cookie"]}\' }', "nothing of a visitor's request is passed on"],
    ['deadlineMS: 40', 'did you mean deadlineMs?'],
    ['constructor: 1', 'constructor is no such setting; remove it'],
  ])('%s: says what to write', async (line, says) => {
    const files = await folder()
    await files.put(
      'crm.yaml',
      `sources:
  - name: crm
    handler:
      rest:
        endpoint: https://crm.example.com
        ${line}
        operations: { customers: { path: '/people?ids={ids}' } }
`,
    )
    const { faults } = await readSourceFiles(files.folder, {})
    expect(faults).toEqual([expect.objectContaining({ line: 6, text: expect.stringContaining(says) })])
  })
})
