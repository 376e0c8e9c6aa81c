// Doors: the few places of `src` through which the outside comes in. What is not listed here has none.

/** One door: below this path, this may be used. */
export interface Door {
  /** A file, or a folder with a slash at its end. */
  readonly below: string;
  readonly uses: readonly string[];
  readonly why: string;
}

/** Builtins that only compute: any room may use them. */
export const PURE_BUILTINS: readonly string[] = ['node:buffer', 'node:path', 'node:url', 'node:util'];

/** Modules that reach outside, or that the whole house should not lean on. */
export const MODULE_DOORS: readonly Door[] = [
  { below: 'src/index.ts', uses: ['zod'], why: "tools are written with the house's own zod" },
  { below: 'src/agent/', uses: ['zod'], why: 'checks what users write' },
  { below: 'src/base/describe-issues.ts', uses: ['zod'], why: 'only its types: says what a check found' },
  { below: 'src/carriers/envelope/', uses: ['zod'], why: "checks the specs of carriers' wires" },
  {
    below: 'src/agent/config-file.ts',
    uses: ['node:fs/promises'],
    why: 'looks whether the config is there',
  },
  {
    below: 'src/agent/ready-agent.ts',
    uses: ['node:fs/promises'],
    why: 'reads instructions from their file',
  },
  {
    below: 'src/carriers/form-signature.ts',
    uses: ['node:crypto'],
    why: 'HMAC, and comparing in even time',
  },
  { below: 'src/carriers/twilio/signature.ts', uses: ['node:crypto'], why: 'the hash of a body' },
  {
    below: 'src/carriers/plivo/signature.ts',
    uses: ['node:crypto'],
    why: 'HMAC, and comparing in even time',
  },
  {
    below: 'src/carriers/telnyx/signature.ts',
    uses: ['node:crypto'],
    why: 'Ed25519',
  },
  {
    below: 'src/carriers/telnyx/stream-address.ts',
    uses: ['node:crypto'],
    why: 'compares tokens in even time',
  },
  { below: 'src/carriers/bandwidth/url-proof.ts', uses: ['node:crypto'], why: 'HMAC' },
  { below: 'src/carriers/vonage/jwt.ts', uses: ['node:crypto'], why: 'HMAC and RSA' },
  { below: 'src/carriers/vonage/signature.ts', uses: ['node:crypto'], why: 'the hash of a body' },
  {
    below: 'src/carriers/envelope/credentials.ts',
    uses: ['node:crypto'],
    why: 'compares secrets in even time',
  },
  { below: 'src/cost/', uses: ['zod'], why: 'checks price tables' },
  {
    below: 'src/telemetry/',
    uses: [
      '@opentelemetry/api',
      '@opentelemetry/otlp-transformer',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
    ],
    why: 'which calls are sampled, and the form in which a collector takes spans',
  },
  { below: 'src/telemetry/trace-context.ts', uses: ['node:crypto'], why: 'ids of spans are hashes' },
  { below: 'src/store/', uses: ['kysely', 'kysely/migration'], why: 'one query language for both databases' },
  { below: 'src/store/postgres-pool.ts', uses: ['pg'], why: 'the Postgres adapter' },
  { below: 'src/store/sqlite-dialect.ts', uses: ['node:sqlite'], why: 'the SQLite adapter' },
  { below: 'src/store/sqlite-store.ts', uses: ['node:sqlite'], why: 'the SQLite adapter' },
  {
    below: 'src/store/data-dir-presence.ts',
    uses: ['node:sqlite'],
    why: 'locks that end with their process',
  },
  { below: 'src/store/data-dir.ts', uses: ['node:fs'], why: 'makes the data directory' },
  {
    below: 'src/archive/disk-phrases.ts',
    uses: ['node:crypto', 'node:fs', 'node:fs/promises'],
    why: 'the disk adapter; files are named by a hash',
  },
  {
    below: 'src/archive/disk-recordings.ts',
    uses: ['node:fs', 'node:fs/promises'],
    why: 'the disk adapter',
  },
  {
    below: 'src/archive/disk-tapes.ts',
    uses: ['node:fs', 'node:fs/promises'],
    why: 'the disk adapter',
  },
  {
    below: 'src/replay/find-tapes.ts',
    uses: ['node:fs/promises', 'node:zlib'],
    why: 'reads tapes',
  },
  { below: 'src/tape/', uses: ['node:zlib'], why: 'its checksum: what went out as sound is compared by it' },
  { below: 'src/archive/disk-archive.ts', uses: ['node:fs', 'node:fs/promises'], why: 'the disk adapter' },
  { below: 'src/archive/sealed-archive.ts', uses: ['node:crypto'], why: 'AES-256-GCM' },
  {
    below: 'src/archive/s3-archive.ts',
    uses: ['@aws-sdk/client-s3', 'node:stream'],
    why: 'the S3 adapter; loaded only where a bucket is set',
  },
  {
    below: 'src/archive/encode-sound.ts',
    uses: ['node:child_process', 'node:fs', 'node:stream', 'node:stream/promises'],
    why: 'runs the encoder that is installed',
  },
  {
    below: 'src/testing/',
    uses: ['node:test', 'node:assert/strict'],
    why: 'contracts are suites of tests',
  },
  {
    below: 'src/testing/rehearsal/',
    uses: ['zod'],
    why: 'checks what a client sends, as the real peer does',
  },
  {
    below: 'src/testing/twilio/relay-command.ts',
    uses: ['zod'],
    why: 'checks what a server sends, as Twilio does',
  },
  {
    below: 'src/testing/handset/',
    uses: ['zod'],
    why: 'checks what a phone in another process says',
  },
  {
    below: 'src/testing/live/rehearsal-telephone.ts',
    uses: ['node:http'],
    why: "a carrier's REST API, really there",
  },
  {
    below: 'src/testing/rehearsal/vad.ts',
    uses: ['@ozymandiasthegreat/vad'],
    why: 'a real voice activity detector',
  },
  { below: 'src/testing/rehearsal/voice/bank.ts', uses: ['node:fs'], why: 'reads the rendered phrases' },
  {
    below: 'src/testing/live/',
    uses: ['ws', 'node:events', 'node:http', 'node:child_process', 'node:fs', 'node:fs/promises', 'node:os'],
    why: 'the part of the testing kit that is really there: sockets, speech programs',
  },
  { below: 'src/server/', uses: ['fastify', 'fastify-type-provider-zod', 'zod'], why: 'HTTP' },
  { below: 'src/server/app.ts', uses: ['@fastify/swagger'], why: 'the OpenAPI document' },
  { below: 'src/server/openapi-document.ts', uses: ['@fastify/swagger'], why: 'the OpenAPI document' },
  {
    below: 'src/server/routes/archive.ts',
    uses: ['node:fs', 'node:stream'],
    why: 'streams what is kept of a call',
  },
  {
    below: 'src/server/archiving/archive-tapes.ts',
    uses: ['node:fs', 'node:fs/promises', 'node:stream/promises', 'node:zlib'],
    why: 'reads tapes, and packs them',
  },
  {
    below: 'src/server/archiving/archive-call.ts',
    uses: ['node:crypto', 'node:fs', 'node:fs/promises'],
    why: 'reads recordings, and hashes what is archived',
  },
  {
    below: 'src/server/data-dir-name.ts',
    uses: ['node:crypto', 'node:fs'],
    why: 'makes and keeps the name of a data directory',
  },
  { below: 'src/server/webhooks/sign-webhook.ts', uses: ['node:crypto'], why: 'HMAC' },
  { below: 'src/server/recording-file.ts', uses: ['node:fs/promises'], why: 'finds a recording' },
  { below: 'src/server/', uses: ['node:http'], why: 'types of requests, and the server itself' },
  { below: 'src/server/http-server.ts', uses: ['node:net'], why: 'the address it listens on' },
  { below: 'src/server/media-sockets.ts', uses: ['ws', 'node:stream'], why: "accepts the carriers' sockets" },
  { below: 'src/server/api-guard.ts', uses: ['node:crypto'], why: 'compares keys in even time' },
  {
    below: 'src/server/local-token.ts',
    uses: ['node:crypto', 'node:fs'],
    why: 'makes and keeps the token of a data directory',
  },
  { below: 'src/server/environment.ts', uses: ['node:fs'], why: 'reads `.env`' },
  { below: 'src/server/concluding/judge-recording.ts', uses: ['node:fs'], why: 'reads a recording' },
  { below: 'src/server/prices-file.ts', uses: ['node:fs'], why: 'reads the price table' },
  { below: 'src/server/metric-registry.ts', uses: ['prom-client'], why: 'what is counted, for Prometheus' },
  {
    below: 'src/server/mcp/sdk-client.ts',
    uses: [
      '@modelcontextprotocol/sdk/client/index.js',
      '@modelcontextprotocol/sdk/client/stdio.js',
      '@modelcontextprotocol/sdk/client/streamableHttp.js',
      '@modelcontextprotocol/sdk/shared/transport.js',
    ],
    why: 'connections to MCP servers, by the optional peer that knows the protocol',
  },
  {
    below: 'src/speech/ai-sdk/gateway-model.ts',
    uses: ['ai'],
    why: 'knows models by name; an optional peer, loaded only where one is named so',
  },
  { below: 'src/server/world/', uses: ['ws', 'pino', 'node:crypto'], why: 'the real World' },
  {
    below: 'src/openai-agents/',
    uses: ['@openai/agents', '@openai/agents/realtime'],
    why: 'stands between that SDK and a call; nothing else may need it',
  },
];

/** Clocks, timers, chance, and sockets by global name. */
export const EFFECT_DOORS: readonly Door[] = [
  {
    below: 'src/server/world/',
    uses: [
      'performance.now',
      'Date.now',
      'setTimeout',
      'clearTimeout',
      'randomBytes',
      'fetch',
      'WebSocket',
      'AbortSignal.timeout',
    ],
    why: 'the real World',
  },
  {
    below: 'src/replay/replay-tape.ts',
    uses: ['setImmediate'],
    why: 'lets promises that are ready run out between two inputs',
  },
  {
    below: 'src/testing/world/virtual-time.ts',
    uses: ['setImmediate'],
    why: 'lets promises that are ready run out; no time passes',
  },
  {
    below: 'src/testing/live/run-program.ts',
    uses: ['setTimeout', 'clearTimeout'],
    why: 'a real program may hang',
  },
  {
    below: 'src/server/local-token.ts',
    uses: ['randomBytes'],
    why: 'a secret, made before there is a call or a World to ask',
  },
  {
    below: 'src/server/data-dir-name.ts',
    uses: ['randomBytes'],
    why: 'a name, made before there is a World to ask',
  },
  {
    below: 'src/archive/sealed-archive.ts',
    uses: ['randomBytes'],
    why: 'salts, which must never come from a seed',
  },
];

/** The environment. */
export const ENVIRONMENT_DOORS: readonly Door[] = [
  { below: 'src/server/environment.ts', uses: ['process.env'], why: 'the one place that reads it' },
  { below: 'src/testing/skip.ts', uses: ['process.env'], why: 'no setting: a switch of the test run' },
];

/** True when one of the doors lets this file use this. */
export function opens(doors: readonly Door[], path: string, use: string): boolean {
  return doors.some((door) => isBelow(path, door) && door.uses.includes(use));
}

/** True when the file stands at this door. */
export function isBelow(path: string, { below }: Door): boolean {
  return below.endsWith('/') ? path.startsWith(below) : path === below;
}
