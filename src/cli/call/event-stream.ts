// Event stream: reads server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/** One event as the server named it. */
export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/** Longest event that is taken, in characters; a whole call's view is far below it. */
const EVENT_CHARACTERS_MAX = 4 * 1024 * 1024;

/** Takes pieces of a stream as they come; gives the events that are whole. */
export class EventStreamReader {
  #rest = '';
  #name = '';
  #data: string[] = [];

  /** Throws nothing: what is no event is left out, and a line without end is given up. */
  read(piece: string): readonly ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    this.#rest += piece;
    // A lone CR at the end may be the first half of a CRLF: it waits for what follows.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > EVENT_CHARACTERS_MAX) this.#rest = '';
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0)
          events.push({ name: this.#name || 'message', data: this.#data.join('\n') });
        this.#name = '';
        this.#data = [];
        continue;
      }
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'event') this.#name = value;
      else if (field === 'data') this.#data.push(value);
    }
    return events;
  }
}
