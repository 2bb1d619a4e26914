/** What the comments of a `.proto` say of its service and messages, as the tables of docs/grpc.md. */
export const protoTables = (proto: string): string => {
  const calls: string[] = []
  const messages: string[] = []
  let comment: string[] = []
  let message: { name: string; text: string; rows: string[] } | undefined
  for (const line of proto.split('\n').map((raw) => raw.trim())) {
    const said = /^\/\/ ?(.*)/.exec(line)?.[1]
    if (said !== undefined) {
      comment.push(said)
      continue
    }
    const text = comment.join(' ').replaceAll('|', '\\|')
    comment = []
    const rpc = /^rpc (\w+)\((\w+)\) returns \((stream )?(\w+)\);/.exec(line)
    const opens = /^message (\w+) \{/.exec(line)
    const field = /^(optional |repeated )?(\w+) (\w+) = (\d+);/.exec(line)
    if (rpc !== null) calls.push(`| \`${rpc[1]}\` | \`${rpc[2]}\` | ${rpc[3] ?? ''}\`${rpc[4]}\` | ${text} |`)
    else if (opens !== null) message = { name: opens[1] ?? '', text, rows: [] }
    else if (field !== null)
      message?.rows.push(`| \`${field[3]}\` | ${field[1] ?? ''}${field[2]} | ${field[4]} | ${text} |`)
    else if (line === '}' && message !== undefined) {
      const head = '| field | type | number | |\n|---|---|---|---|'
      messages.push(`### ${message.name}\n\n${message.text}\n\n${head}\n${message.rows.join('\n')}\n`)
      message = undefined
    }
  }
  return `| call | takes | gives | |\n|---|---|---|---|\n${calls.join('\n')}\n\n${messages.join('\n')}`
}
