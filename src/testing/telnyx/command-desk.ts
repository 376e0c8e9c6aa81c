// Command desk: where a Call Control call meets the documents that an emulated call is made of. Towards the server it
// speaks events and takes commands; towards the call it answers each of its requests with the document that a command
// amounts to. https://developers.telnyx.com/docs/voice/programmable-voice/sending-commands
import { HttpFault, type HttpAnswer, type HttpRequest, type World } from '../../base/world.ts';
import { xmlElement, xmlResponse, xmlText } from '../../carriers/carrier-xml.ts';
import { realUrl } from '../telephone/carrier-request.ts';
import { dialOutcome, type DialledHuman } from '../telephone/dialled-human.ts';
import { callId, signedHeaders, uuid } from './telnyx-dialect.ts';

/** How long the server may take to acknowledge an event. */
const EVENT_MS_MAX = 15_000;

/** Addresses of the call's own requests: they go no further than the desk. */
const DESK = 'desk://telnyx';
/** Where the call asks what comes next. */
export const DESK_NEXT = `${DESK}/next`;
/** Where the call tells that it is over. */
export const DESK_STATUS = `${DESK}/status`;
const DESK_STREAM = `${DESK}/stream`;
const DESK_DIALLED = `${DESK}/dialled`;
const DESK_SPOKEN = `${DESK}/spoken`;

/** What the desk works with. */
export interface CommandDeskParts {
  readonly world: World;
  /** Base64 of the private key that signs. */
  readonly seed: string;
  /** Where events go. */
  readonly webhookUrl: string;
  readonly baseUrl: string | null;
  readonly from: string;
  readonly to: string;
  readonly human: (to: string) => DialledHuman;
  /** Changes the call at once, whatever it is at. */
  update(xml: string): void;
}

/** What became of a command. */
export type CommandResult =
  | 'ok'
  | 'not-answered'
  | 'already-answered'
  | 'unknown'
  | 'no-stream-url'
  | 'no-destination';

type Json = Readonly<Record<string, unknown>>;

/** The desk of one call. */
export class CommandDesk {
  /** Each command that was carried out. */
  readonly commands: string[] = [];
  callControlId = '';
  #note: string | null = null;
  #streamToken: string | null = null;
  #answered = false;
  #waiting: ((xml: string) => void) | null = null;
  readonly #parts: CommandDeskParts;
  readonly #session: string;
  readonly #seen = new Set<string>();
  #human: { readonly id: string; readonly note: string | null; bridged: boolean } | null = null;

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
    this.#session = uuid(parts.world.random);
  }

  /** What was last written on the leg. */
  get clientState(): string | null {
    return this.#note;
  }

  get streamToken(): string | null {
    return this.#streamToken;
  }

  /** The call's requests, answered from here. */
  async http(request: HttpRequest): Promise<HttpAnswer> {
    const fields = new URLSearchParams(request.body ?? '');
    if (this.callControlId === '') this.callControlId = fields.get('CallSid') ?? '';
    switch (request.url) {
      case DESK_STATUS:
        // A human who rings is let go of with the caller.
        if (this.#human !== null && !this.#human.bridged) this.#humanGone('originator_cancel');
        await this.#tell('call.hangup', { hangup_cause: 'normal_clearing', hangup_source: 'caller' });
        return document('');
      case DESK_STREAM:
        await this.#stream(fields);
        return document('');
      case DESK_DIALLED:
        this.#dialled(fields.get('DialCallStatus') ?? '');
        return this.#next(request.signal);
      case DESK_SPOKEN:
        void this.#tell('call.speak.ended', { status: 'completed' });
        return this.#next(request.signal);
      case DESK_NEXT:
        if (!this.#answered) void this.#tell('call.initiated', { state: 'parked' });
        return this.#next(request.signal);
      default:
        throw new HttpFault(`nothing listens at ${request.url}`);
    }
  }

  /** Takes a command; the call follows it at once. */
  command(action: string, json: Json): CommandResult {
    const commandId = text(json['command_id']);
    if (commandId !== '' && this.#seen.has(commandId)) return 'ok';
    const xml = this.#document(action, json);
    if (!xml.startsWith('<')) return xml as CommandResult;
    this.#seen.add(commandId);
    this.commands.push(action);
    if (typeof json['client_state'] === 'string') this.#note = json['client_state'];
    if (typeof json['stream_auth_token'] === 'string') this.#streamToken = json['stream_auth_token'];
    if (action === 'answer') {
      this.#answered = true;
      void this.#tell('call.answered', { state: 'answered' });
    }
    if (action === 'transfer') this.#dial(json);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) waiting(xml);
    else this.#parts.update(xml);
    return 'ok';
  }

  #document(action: string, json: Json): string {
    if (action === 'hangup') return xmlResponse(xmlElement('Hangup', {}));
    if (action === 'answer') {
      if (this.#answered) return 'already-answered';
      return json['stream_url'] === undefined ? redirect(DESK_NEXT) : this.#streamDocument(json);
    }
    if (!this.#answered) return 'not-answered';
    switch (action) {
      case 'streaming_start':
        return json['stream_url'] === undefined ? 'no-stream-url' : this.#streamDocument(json);
      case 'speak':
        return xmlResponse(
          xmlElement('Say', { language: text(json['language']) }, xmlText(text(json['payload']))),
          xmlElement('Redirect', {}, DESK_SPOKEN),
        );
      case 'transfer': {
        if (text(json['to']) === '') return 'no-destination';
        const timeout = String(secondsOf(json));
        return xmlResponse(
          xmlElement(
            'Dial',
            { action: DESK_DIALLED, timeout },
            xmlElement('Number', {}, xmlText(text(json['to']))),
          ),
        );
      }
      default:
        return 'unknown';
    }
  }

  #streamDocument(json: Json): string {
    const rate = json['stream_bidirectional_sampling_rate'];
    return xmlResponse(
      xmlElement(
        'Connect',
        {},
        xmlElement('Stream', {
          url: text(json['stream_url']),
          codec: text(json['stream_codec']) || undefined,
          bidirectionalMode: text(json['stream_bidirectional_mode']) || undefined,
          bidirectionalCodec: text(json['stream_bidirectional_codec']) || undefined,
          bidirectionalSamplingRate: typeof rate === 'number' ? String(rate) : undefined,
          statusCallback: DESK_STREAM,
        }),
      ),
      xmlElement('Redirect', {}, DESK_NEXT),
    );
  }

  /** The next command, as a document; when the call takes another turn nobody waits for it any more. */
  #next(signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const next = Promise.withResolvers<HttpAnswer>();
    const waiting = (xml: string): void => next.resolve(document(xml));
    this.#waiting = waiting;
    signal?.addEventListener('abort', () => {
      if (this.#waiting === waiting) this.#waiting = null;
      next.reject(new HttpFault('aborted'));
    });
    return next.promise;
  }

  async #stream(fields: URLSearchParams): Promise<void> {
    const streamId = fields.get('StreamSid');
    const failure = fields.get('StreamError');
    const news = (fields.get('StreamEvent') ?? '').replace('stream-', '');
    await this.#tell(`streaming.${news}`, {
      stream_id: streamId,
      ...(news === 'failed' ? { failure_reason: failure === '' ? 'unknown' : 'connection_failed' } : {}),
    });
  }

  #dial(json: Json): void {
    const to = text(json['to']);
    const id = callId(this.#parts.world.random);
    const note = text(json['target_leg_client_state']) || null;
    const human = { id, note, bridged: false };
    this.#human = human;
    const { status, totalMs, talkMs } = dialOutcome(this.#parts.human(to), secondsOf(json) * 1000);
    this.#tellHuman('call.initiated', { direction: 'outgoing', state: 'bridging' });
    if (status !== 'completed') return;
    this.#parts.world.timers.after(totalMs - talkMs, () => {
      if (this.#human !== human) return;
      human.bridged = true;
      this.#tellHuman('call.answered', { state: 'answered' });
      this.#tellHuman('call.bridged', { state: 'bridged' });
      void this.#tell('call.bridged', { state: 'bridged' });
    });
  }

  #dialled(status: string): void {
    const causes: Readonly<Record<string, string>> = { busy: 'user_busy', 'no-answer': 'timeout' };
    this.#humanGone(status === 'completed' ? 'normal_clearing' : (causes[status] ?? 'not_found'));
    // Whoever talked to a human is let go of with them.
    if (status !== 'completed') return;
    this.#parts.world.timers.after(0, () => {
      this.#waiting?.(xmlResponse(xmlElement('Hangup', {})));
      this.#waiting = null;
    });
  }

  #humanGone(cause: string): void {
    this.#tellHuman('call.hangup', { hangup_cause: cause, hangup_source: 'callee' });
    this.#human = null;
  }

  #tellHuman(type: string, more: Json): void {
    const human = this.#human;
    if (human === null) return;
    void this.#send(type, { call_control_id: human.id, client_state: human.note, ...more });
  }

  #tell(type: string, more: Json): Promise<void> {
    const leg = { call_control_id: this.callControlId, client_state: this.#note, direction: 'incoming' };
    return this.#send(type, { ...leg, ...more });
  }

  async #send(type: string, payload: Json): Promise<void> {
    const { world, seed, webhookUrl, baseUrl, from, to } = this.#parts;
    const body = JSON.stringify({
      data: {
        event_type: type,
        id: uuid(world.random),
        occurred_at: new Date(world.clock.wall()).toISOString(),
        record_type: 'event',
        payload: { call_session_id: this.#session, from, to, ...payload },
      },
    });
    await world
      .http({
        method: 'POST',
        url: realUrl(webhookUrl, baseUrl),
        headers: { ...signedHeaders(seed, world.clock, body), 'content-type': 'application/json' },
        body,
        timeMsMax: EVENT_MS_MAX,
      })
      .catch((error: unknown) => {
        if (!(error instanceof HttpFault)) throw error;
      });
  }
}

/** How long a human may ring. */
function secondsOf(json: Json): number {
  return typeof json['timeout_secs'] === 'number' ? json['timeout_secs'] : 30;
}

function document(xml: string): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xml };
}

function redirect(url: string): string {
  return xmlResponse(xmlElement('Redirect', {}, url));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
