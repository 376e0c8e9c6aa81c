// Command desk: where a Call Control call meets the documents that an emulated call is made of. Towards the server it
// speaks events and takes commands; towards the call it answers each of its requests with the document that a command
// amounts to. https://developers.telnyx.com/docs/voice/programmable-voice/sending-commands
import { HttpFault, type HttpAnswer, type HttpRequest, type World } from '../../base/world.ts';
import { xmlElement, xmlResponse } from '../../carriers/carrier-xml.ts';
import { realUrl } from '../telephone/carrier-request.ts';
import { dialOutcome, type DialledHuman } from '../telephone/dialled-human.ts';
import {
  commandDocument,
  conferenceDocument,
  DESK_ANSWERED_BY,
  DESK_DIALLED,
  DESK_LEFT,
  DESK_NEXT,
  DESK_PARTED,
  DESK_PROGRESS,
  DESK_REFERRED,
  DESK_SPOKEN,
  DESK_STATUS,
  DESK_STREAM,
  parkedDocument,
  ringSeconds,
  text,
  type CommandRefusal,
  type Json,
} from './command-document.ts';
import { detectionEvent, hangUpFields, sendEvent } from './leg-events.ts';
import { callId, uuid } from './telnyx-dialect.ts';

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
  /** Ends a call that rings at the other side. */
  cancel(): void;
  /** Absent: the phone calls the server. */
  readonly placed?: PlacedLeg;
}

/** What became of a command. */
export type CommandResult = 'ok' | CommandRefusal;

/** A call that the server placed, as its order had it. */
export interface PlacedLeg {
  /** What was written on the leg. */
  readonly clientState: string | null;
  /** The detection's name, e.g. `premium`; null: nobody listens who picks up. */
  readonly detection: string | null;
}

/** The desk of one call. */
export class CommandDesk {
  /** Each command that was carried out. */
  readonly commands: string[] = [];
  callControlId = '';
  #note: string | null = null;
  #streamToken: string | null = null;
  #conference: string | null = null;
  #answered = false;
  #waiting: ((xml: string) => void) | null = null;
  readonly #parts: CommandDeskParts;
  readonly #session: string;
  readonly #seen = new Set<string>();
  #human: { readonly id: string; readonly note: string | null; bridged: boolean } | null = null;

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
    this.#note = parts.placed?.clientState ?? null;
    this.#session = uuid(parts.world.random);
  }

  /** What was last written on the leg. */
  get clientState(): string | null {
    return this.#note;
  }

  /** Where the leg is; null: in none. */
  get conferenceId(): string | null {
    return this.#conference;
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
        await this.#parted();
        await this.#tell('call.hangup', hangUpFields(fields));
        return document('');
      case DESK_PROGRESS:
        await this.#progress(fields.get('CallStatus') ?? '');
        return document('');
      case DESK_ANSWERED_BY:
        await this.#answeredBy(fields.get('AnsweredBy') ?? '');
        return document('');
      case DESK_STREAM:
        await this.#stream(fields);
        return document('');
      case DESK_DIALLED:
        this.#dialled(fields.get('DialCallStatus') ?? '');
        return this.#next(request.signal);
      case DESK_REFERRED:
        this.#referred(fields);
        return this.#next(request.signal);
      case DESK_LEFT:
        await this.#parted();
        return document('');
      case DESK_PARTED:
        // Whoever is left when a conference ends is hung up on.
        await this.#parted();
        return document(xmlResponse(xmlElement('Hangup', {})));
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
    const asked = commandDocument(action, json, this.#answered);
    if ('refusal' in asked) return asked.refusal;
    const { xml } = asked;
    this.#seen.add(commandId);
    this.commands.push(action);
    if (action === 'hangup' && this.#parts.placed !== undefined && !this.#answered) {
      this.#parts.cancel();
      return 'ok';
    }
    if (typeof json['client_state'] === 'string') this.#note = json['client_state'];
    if (typeof json['stream_auth_token'] === 'string') this.#streamToken = json['stream_auth_token'];
    if (action === 'answer') {
      this.#answered = true;
      void this.#tell('call.answered', { state: 'answered' });
    }
    if (action === 'transfer') this.#dial(json);
    this.#follow(xml);
    return 'ok';
  }

  /** `endsIt`: the conference ends with this leg. */
  enterConference(id: string, endsIt: boolean): CommandResult {
    if (!this.#answered) return 'not-answered';
    this.commands.push('conference');
    this.#conference = id;
    void this.#tell('conference.participant.joined', { conference_id: id });
    this.#follow(conferenceDocument(id, endsIt));
    return 'ok';
  }

  leaveConference(): void {
    this.commands.push('leave');
    void this.#parted();
    this.#follow(parkedDocument());
  }

  async #parted(): Promise<void> {
    const id = this.#conference;
    this.#conference = null;
    if (id !== null) await this.#tell('conference.participant.left', { conference_id: id });
  }

  #follow(xml: string): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) waiting(xml);
    else this.#parts.update(xml);
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

  async #progress(status: string): Promise<void> {
    if (status === 'initiated') return this.#tell('call.initiated', { state: 'bridging' });
    if (status !== 'in-progress') return;
    this.#answered = true;
    await this.#tell('call.answered', { state: 'answered' });
  }

  async #answeredBy(name: string): Promise<void> {
    const found = detectionEvent(name, this.#parts.placed?.detection?.startsWith('premium') === true);
    if (found !== null) await this.#tell(...found);
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
    const { status, totalMs, talkMs } = dialOutcome(this.#parts.human(to), ringSeconds(json) * 1000);
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
    if (status === 'completed') this.#letGo();
  }

  #referred(fields: URLSearchParams): void {
    const through = fields.get('ReferCallStatus') === 'completed';
    const answer = fields.get('NotifySipResponseCode') ?? fields.get('ReferSipResponseCode');
    void this.#tell(`call.refer.${through ? 'completed' : 'failed'}`, {
      sip_notify_response: Number(answer),
    });
    // The phone has called somebody else, and hangs up here.
    if (through) this.#letGo();
  }

  #letGo(): void {
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
    const leg = {
      call_control_id: this.callControlId,
      client_state: this.#note,
      direction: this.#parts.placed === undefined ? 'incoming' : 'outgoing',
    };
    return this.#send(type, { ...leg, ...more });
  }

  #send(type: string, payload: Json): Promise<void> {
    const { world, seed, webhookUrl, baseUrl, from, to } = this.#parts;
    const event = { type, payload: { call_session_id: this.#session, from, to, ...payload } };
    return sendEvent(world, seed, realUrl(webhookUrl, baseUrl), event);
  }
}

function document(xml: string): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xml };
}
