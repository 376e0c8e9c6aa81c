// A small S3: one server on loopback that puts, gets, ranges and deletes objects, and refuses what the real ones would.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeS3 extends AsyncDisposable {
  readonly url: string;
  /** By bucket and key, with a slash between. */
  readonly objects: Map<string, Buffer>;
  /** The headers of each put, in order. */
  readonly puts: IncomingMessage['headers'][];
  /** Answers this to everything while it is set. */
  fault: { readonly status: number; readonly code: string } | null;
  /** What a put keeps: by default what it was sent. */
  keeps: (body: Buffer) => Buffer;
}

/** Takes any access key, and looks whether requests are signed at all. */
export async function fakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const puts: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // Whoever breaks a request off leaves no object behind.
      return;
    }
    if (self.fault !== null) return refuse(response, self.fault.status, self.fault.code);
    if (request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=') !== true)
      return refuse(response, 403, 'AccessDenied');
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname.slice(1));
    const body = Buffer.concat(chunks);
    switch (request.method) {
      case 'PUT':
        return put(name, body, request, response);
      case 'GET':
        return get(name, request.headers.range, response);
      case 'DELETE':
        objects.delete(name);
        response.writeHead(204).end();
        return;
      default:
        return refuse(response, 405, 'MethodNotAllowed');
    }
  }

  function put(name: string, body: Buffer, { headers }: IncomingMessage, response: ServerResponse): void {
    const said = headers['x-amz-content-sha256'] ?? '';
    // Framed streams and checksums as trailers are what several services store as part of the file.
    if (/aws-chunked/.test(headers['content-encoding'] ?? '') || headers['x-amz-trailer'] !== undefined)
      return refuse(response, 501, 'NotImplemented');
    if (headers['content-length'] === undefined) return refuse(response, 411, 'MissingContentLength');
    const hash = createHash('sha256').update(body).digest('hex');
    if (said !== 'UNSIGNED-PAYLOAD' && said !== hash)
      return refuse(response, 400, 'XAmzContentSHA256Mismatch');
    objects.set(name, self.keeps(body));
    puts.push(headers);
    response.writeHead(200, { etag: '"0"' }).end();
  }

  function get(name: string, range: string | undefined, response: ServerResponse): void {
    const object = objects.get(name);
    if (object === undefined) return refuse(response, 404, 'NoSuchKey');
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (start === undefined || end === undefined) {
      response.writeHead(200, { 'content-length': object.length }).end(object);
      return;
    }
    if (Number(start) >= object.length) return refuse(response, 416, 'InvalidRange');
    const part = object.subarray(Number(start), Number(end) + 1);
    const stands = `bytes ${start}-${Number(start) + part.length - 1}/${object.length}`;
    response.writeHead(206, { 'content-length': part.length, 'content-range': stands }).end(part);
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const self: FakeS3 = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    puts,
    fault: null,
    keeps: (body) => body,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>refused</Message></Error>`);
}
