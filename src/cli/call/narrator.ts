// Narrator: tells a call in the terminal as it goes on, one line for each thing that happens.
import { styleText } from 'node:util';
import { CLOSE } from '../../base/socket.ts';
import { turnView } from '../../call/turn-views.ts';
import type { LiveEvent } from '../../server/api.ts';

/** Where the story of a call is told, and how. */
export interface NarratorOptions {
  /** Writes one line. */
  readonly line: (text: string) => void;
  /** True: with colours. */
  readonly styled: boolean;
  /** Milliseconds since the call began to ring. */
  readonly nowMs: () => number;
  /** Who is at the other end. Default: the caller. */
  readonly other?: 'caller' | 'callee';
}

type Style = 'dim' | 'bold' | 'cyan' | 'green' | 'yellow' | 'red';

/** Tells of one call. What the server tells is told when it tells it; what is measured here, when it is measured. */
export class Narrator {
  readonly #options: NarratorOptions;
  #earMs: number | null = null;
  #serverMs: number | null = null;
  #said: string | null = null;

  constructor(options: NarratorOptions) {
    this.#options = options;
  }

  /** Something that the caller does. `server` true: what was understood will be told by the server. */
  callerSays(text: string, server: boolean): void {
    this.#said = text;
    if (!server) this.#speech(this.#other, 'cyan', text);
  }

  callerPresses(keys: string): void {
    this.#note(`the caller presses ${keys}`);
  }

  /** The agent begins to speak. `server` true: the latency is told beside what was said. */
  agentBegins(latencyMs: number | null, server: boolean): void {
    this.#earMs = latencyMs ?? this.#earMs;
    if (server) return;
    const latency = this.#latency();
    this.#note(latency === null ? 'the agent speaks' : `the agent speaks  [${latency}]`);
  }

  note(text: string): void {
    this.#note(text);
  }

  warn(text: string): void {
    this.#line(this.#options.nowMs(), this.#style('yellow', text));
  }

  /** One record of the call's journal. */
  event({ event, atMs }: LiveEvent): void {
    switch (event.kind) {
      case 'caller.said':
        return this.#callerSaid(event.text, event.startedMs);
      case 'agent.said':
        return this.#agentSaid(event.said, event.heard, event.startedMs);
      case 'turn.answered':
        this.#serverMs = event.latencyMs;
        return;
      case 'turn.measured': {
        const { why } = turnView(event, '');
        if (why !== null) this.#note(`that turn was slow: ${why}`);
        return;
      }
      case 'interrupted':
        return this.#note(
          `✂ the agent is stopped by ${event.cause === 'digit' ? 'a key' : event.cause}`,
          atMs,
        );
      case 'tool.called':
        return this.#note(`⚙ ${event.name} ${clipped(event.argumentsJson)}`, atMs);
      case 'tool.settled':
        return this.#note(
          `⚙ ${event.name} ${event.status} after ${Math.round(event.tookMs)} ms: ${clipped(event.outputJson)}`,
          atMs,
        );
      case 'transfer.started':
        return this.#note('☎ the caller is put through to a human', atMs);
      case 'transfer.ended':
        return this.#note(`☎ the human: ${event.status}`, atMs);
      case 'transfer.consulting':
        return this.#note('☎ a human is asked to take the call', atMs);
      case 'transfer.consulted':
        return this.#note(`☎ the human who was asked: ${event.outcome}`, atMs);
      case 'consent.announced':
        return this.#note('the recording was announced', atMs);
      case 'stream.started':
        return event.resumed ? this.#note('the caller is back on the line with the agent', atMs) : undefined;
      case 'model.fault':
        return this.warn(`! model.fault: ${`${event.code} ${event.detail}`.trim()}`);
      case 'model.closed':
        return event.code === CLOSE.normal
          ? undefined
          : this.warn(`! the model is gone: ${`${event.code} ${event.detail}`.trim()}`);
      case 'internal.fault':
        return this.warn(`! ${event.kind}: ${event.detail}`);
      case 'carrier.status':
        return this.#note(
          `☎ the carrier: ${event.progress}${event.code === null ? '' : `, code ${event.code}`}`,
          atMs,
        );
      case 'carrier.trouble':
        return this.warn(`! the carrier had trouble with its stream: ${event.detail}`);
      case 'call.not-placed':
        return this.warn(`! the carrier did not place the call: ${event.detail}`);
      case 'callee.answered-by':
        return this.#note(`☎ picked up by: ${event.by} (${event.detail})`, atMs);
      case 'callee.screening':
        return this.#note('☎ a screening phone asks who calls', atMs);
      case 'voicemail.left':
        return this.#note(`☎ the message was left${event.whole ? '' : ', but not to its end'}`, atMs);
      default:
        return;
    }
  }

  get #other(): 'caller' | 'callee' {
    return this.#options.other ?? 'caller';
  }

  #callerSaid(text: string, startedMs: number): void {
    const said = this.#said;
    this.#said = null;
    if (text !== '') this.#speech(this.#other, 'cyan', text, startedMs);
    else {
      const words = said === null ? '' : `: ${said}`;
      this.#speech(this.#other, 'cyan', this.#style('dim', `(not understood${words})`), startedMs);
    }
  }

  #agentSaid(said: string, heard: string, startedMs: number): void {
    const latency = this.#latency();
    const end = latency === null ? '' : this.#style('dim', `  [${latency}]`);
    if (heard === said) return this.#speech('agent', 'green', `${said}${end}`, startedMs);
    const unheard = said.startsWith(heard) ? said.slice(heard.length).trimStart() : said;
    const cut = this.#style('dim', `✂ ${unheard} (not heard)`);
    this.#speech('agent', 'green', `${heard === '' ? '' : `${heard} `}${cut}${end}`, startedMs);
  }

  /** What is known of the newest answer's latency, once. */
  #latency(): string | null {
    const [earMs, serverMs] = [this.#earMs, this.#serverMs];
    this.#earMs = null;
    this.#serverMs = null;
    if (earMs === null && serverMs === null) return null;
    const parts = [
      ...(earMs === null ? [] : [`${Math.round(earMs)} ms at the ear`]),
      ...(serverMs === null ? [] : [`${Math.round(serverMs)} ms at the server`]),
    ];
    return parts.join(', ');
  }

  #speech(
    who: 'caller' | 'callee' | 'agent',
    style: Style,
    text: string,
    atMs = this.#options.nowMs(),
  ): void {
    this.#line(atMs, `${this.#style(style, who.padEnd(7))} ${text}`);
  }

  #note(text: string, atMs = this.#options.nowMs()): void {
    this.#line(atMs, this.#style('dim', `        ${text}`));
  }

  #line(atMs: number, text: string): void {
    const seconds = `${(atMs / 1000).toFixed(1).padStart(6)} s`;
    this.#options.line(`${this.#style('dim', seconds)}  ${text}`);
  }

  #style(style: Style, text: string): string {
    return this.#options.styled ? styleText(style, text, { validateStream: false }) : text;
  }
}

function clipped(text: string): string {
  return text.length <= JSON_CHARACTERS_MAX ? text : `${text.slice(0, JSON_CHARACTERS_MAX)}…`;
}

/** What is shown of a tool's arguments and of its result; the whole stands in the journal. */
const JSON_CHARACTERS_MAX = 160;
