const rooms = 'gateway|conversation|pipeline|decision|delivery|desk|knowledge|mesh|learning|settings|webhooks'
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rooms-never-import-rooms',
      severity: 'error',
      from: { path: `^src/(${rooms})/` },
      to: { path: `^src/(${rooms})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'rooms-meet-backends-at-ports',
      severity: 'error',
      from: { path: `^src/(${rooms})/` },
      to: { path: '^src/(adapters|cli|compose|config|main)' },
    },
    {
      name: 'adapters-know-no-room',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: `^src/(${rooms}|cli|compose|config|main)` },
    },
    {
      name: 'adapters-know-no-adapter',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    { name: 'domain-stands-alone', severity: 'error', from: { path: '^src/domain/' }, to: { pathNot: '^src/domain/' } },
    {
      name: 'ports-know-only-the-words',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { pathNot: '^src/(domain|ports)/' },
    },
    {
      name: 'decision-is-pure',
      severity: 'error',
      from: { path: '^src/decision/' },
      to: { pathNot: '^src/(decision|domain|lib)/' },
    },
    {
      name: 'lib-knows-nothing-of-us',
      severity: 'error',
      from: { path: '^src/lib/' },
      to: { path: '^src/', pathNot: '^src/lib/' },
    },
    {
      name: 'client-knows-the-words-of-the-wire-only',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { pathNot: '^src/client/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-takes-its-types-from-the-domain',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { pathNot: '^src/(client|domain)/' },
    },
    {
      name: 'server-never-imports-the-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/client/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'one-composition-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|compose|cli/)' },
      to: { path: '^src/compose' },
    },
    {
      name: 'product-never-imports-its-harness',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|eval|bench)/' },
    },
    {
      name: 'one-door-per-heavy-package',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/(sqlite|onnx|hnsw|http)/' },
      to: { path: 'node_modules/(better-sqlite3|@photostructure|onnxruntime-node|@huggingface|@xenova|hnswlib-node)' },
    },
    {
      name: 'database-drivers-live-in-their-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/(postgres|mysql|redis)/' },
      to: { path: 'node_modules/(pg|@types/pg|mysql2|ioredis)/' },
    },
    {
      name: 'mercurius-lives-in-mesh',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/mesh/' },
      to: { path: 'node_modules/(mercurius|dataloader)/' },
    },
    {
      name: 'graphql-lives-in-mesh-and-demo',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(mesh|demo)/' },
      to: { path: 'node_modules/graphql/' },
    },
    {
      name: 'sharp-lives-in-pictures',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/pictures/' },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'tar-lives-in-archive',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/archive/' },
      to: { path: 'node_modules/tar/' },
    },
    {
      name: 'aws4fetch-lives-in-s3',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/s3/' },
      to: { path: 'node_modules/aws4fetch/' },
    },
    {
      name: 'grpc-lives-in-its-folder',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/gateway/grpc/' },
      to: { path: 'node_modules/@grpc/' },
    },
    {
      name: 'ws-lives-in-gateway',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/gateway/' },
      to: { path: 'node_modules/ws/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|src/web)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
