// The API's archive: what is kept of an ended call, and its recording while the call goes on and ever after.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { OffhookError } from '../../base/errors.ts';
import type { CallView } from '../../call/call-view.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';
import type { Store } from '../../store/store.ts';
import { callParams, errorBody } from '../api-schemas.ts';
import type { Archives } from '../archiving/archives.ts';
import { byteRange, recordingFile } from '../recording-file.ts';
import type { Switchboard } from '../switchboard.ts';

/** Where calls and their files are. */
export interface ArchiveRouteOptions {
  readonly switchboard: Switchboard;
  readonly store: Store;
  readonly dataDir: string;
  /** Without it, only recordings that lie where they were made are served. */
  readonly archives?: Pick<Archives, 'read'>;
}

const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 503: errorBody };

/** In the document it is binary text; in truth a stream, which Fastify sends as it is. */
const stream = z.string().meta({ format: 'binary' }) as unknown as z.ZodType<Readable>;
const bytes = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: stream } },
});
const ranges = (type: string) => ({
  200: bytes('All of it', type),
  206: bytes('The range that was asked for', type),
  416: z.literal(''),
});

const archivedFile: z.ZodType<ArchivedFile> = z.object({
  name: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  sha256: z.string().describe('In hexadecimal, of the file as it is downloaded'),
  where: z.enum(['disk', 's3']),
  key: z.string().describe('Its path below the data directory, or its key in the bucket'),
  archivedAt: z.string().describe('ISO 8601'),
});

const archiveList: z.ZodType<{ readonly files: readonly ArchivedFile[] }> = z.object({
  files: z.array(archivedFile).describe('By name; empty until the call has ended and was archived'),
});

const fileParams = callParams.extend({ name: z.string().min(1).max(100).describe('Such as transcript.vtt') });

/** Adds `/api/calls/:id/recording` and `/api/calls/:id/archive`. Whoever registers it guards it. */
export async function archiveRoutes(instance: FastifyInstance, options: ArchiveRouteOptions): Promise<void> {
  const { switchboard, store, archives } = options;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  async function find(id: string): Promise<CallView> {
    const view = switchboard.view(id) ?? (await store.call(id));
    if (view === null) throw new OffhookError('CALL_NOT_FOUND', 'No call has this id.');
    return view;
  }

  async function sendArchived(
    reply: FastifyReply,
    file: ArchivedFile,
    range: string | undefined,
    name: string,
  ) {
    const wanted = byteRange(range, file.bytes);
    const source = await (wanted.kind === 'none' ? null : archives?.read(file, partOf(wanted)));
    if (source === null && wanted.kind !== 'none')
      throw new OffhookError('ARCHIVED_FILE_NOT_FOUND', 'The file is not in the archive any more.');
    return send(reply, { contentType: file.contentType, bytes: file.bytes, name }, wanted, () =>
      Readable.from(source ?? [], { objectMode: false }),
    );
  }

  app.get(
    '/api/calls/:id/recording',
    {
      schema: {
        summary: "A call's recording",
        description:
          'Stereo, the caller left, the agent right: a µ-law WAV, or what recordings are archived as. Serves single byte ranges.',
        tags: ['calls'],
        params: callParams,
        response: { ...ranges('audio/wav'), ...refusals },
      },
    },
    async ({ params, headers }, reply) => {
      const { id, recording } = await find(params.id);
      const name = id.replaceAll(/[^\w-]/g, '');
      const file = recording === null ? null : await recordingFile(options.dataDir, recording.path);
      if (file === null) {
        const archived = (await store.archived.of(id)).find((one) => one.name.startsWith('recording.'));
        if (archived === undefined || archives === undefined)
          throw new OffhookError('RECORDING_NOT_FOUND', 'The call has no recording.');
        return sendArchived(reply, archived, headers.range, archived.name.replace('recording', name));
      }
      const sound = { contentType: 'audio/wav', bytes: file.bytes, name: `${name}.wav` };
      const wanted = byteRange(headers.range, file.bytes);
      return send(reply, sound, wanted, () => createReadStream(file.path, partOf(wanted) ?? {}));
    },
  );

  app.get(
    '/api/calls/:id/archive',
    {
      schema: {
        summary: 'What is archived of a call',
        tags: ['calls'],
        params: callParams,
        response: { 200: archiveList, ...refusals },
      },
    },
    async ({ params }) => ({ files: await store.archived.of((await find(params.id)).id) }),
  );

  app.get(
    '/api/calls/:id/archive/:name',
    {
      schema: {
        summary: 'An archived file of a call',
        description: 'Decrypted, where it was encrypted by us. Serves single byte ranges.',
        tags: ['calls'],
        params: fileParams,
        response: { ...ranges('application/octet-stream'), ...refusals },
      },
    },
    async ({ params, headers }, reply) => {
      const { id } = await find(params.id);
      const file = (await store.archived.of(id)).find(({ name }) => name === params.name);
      if (file === undefined || archives === undefined)
        throw new OffhookError('ARCHIVED_FILE_NOT_FOUND', 'The call has no archived file of this name.');
      return sendArchived(reply, file, headers.range, file.name);
    },
  );
}

function partOf(wanted: ReturnType<typeof byteRange>): { start: number; end: number } | undefined {
  return wanted.kind === 'part' ? { start: wanted.start, end: wanted.end } : undefined;
}

function send(
  reply: FastifyReply,
  file: { readonly contentType: string; readonly bytes: number; readonly name: string },
  wanted: ReturnType<typeof byteRange>,
  read: () => Readable,
): FastifyReply {
  void reply
    .type(file.contentType)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, no-store')
    .header('content-disposition', `inline; filename="${file.name}"`);
  switch (wanted.kind) {
    case 'all':
      return reply.header('content-length', file.bytes).send(read());
    case 'part':
      return reply
        .code(206)
        .header('content-length', wanted.end - wanted.start + 1)
        .header('content-range', `bytes ${wanted.start}-${wanted.end}/${file.bytes}`)
        .send(read());
    case 'none':
      return reply.code(416).header('content-range', `bytes */${file.bytes}`).send('');
  }
}
