// SSE reader: the bytes of a stream of server-sent events become the data of each event.

/** A longer line is nobody's event: the stream is not what it says. */
const LINE_CHARS_MAX = 1024 * 1024;

/** Reads one stream. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
export class SseReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #data: string[] = [];

  /** Takes the next bytes; returns the data of the events that are whole by now, in order. */
  push(bytes: Uint8Array): readonly string[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The stream is over: an event that nothing closed is taken for whole, as some servers end without an empty line. */
  end(): readonly string[] {
    return this.#take(`${this.#decoder.decode()}\n\n`);
  }

  #take(text: string): readonly string[] {
    const events: string[] = [];
    // A carriage return at the very end may be half of a line's end.
    const all = this.#rest + text;
    const lines = all.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LINE_CHARS_MAX) this.#rest = '';
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) events.push(this.#data.join('\n'));
        this.#data = [];
      } else if (line.startsWith('data:')) this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
    return events;
  }
}
