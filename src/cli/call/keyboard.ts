// Keyboard: what a person types during a call, kept apart from what is told meanwhile on the same screen.
import { clearLine, createInterface, cursorTo } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Lines that are typed, and the screen below which they are typed. */
export interface Keyboard {
  /** Each line, from the first moment on; over at Ctrl-C, Ctrl-D, `close` or the end of the input. */
  readonly lines: AsyncIterable<string>;
  /** Writes a line above the one that is being typed. */
  print(text: string): void;
  /** Ends the lines and takes the prompt away; idempotent. What is printed later is plain. */
  close(): void;
}

/** A terminal's two directions. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  /** False where what is printed goes into a file or another program: it is then left without prompt and cursor. */
  readonly isScreen: boolean;
}

const PROMPT = '› ';

/** Reads lines of `input`; on a screen with a prompt that is always below what was printed. */
export function keyboard({ input, output, isScreen }: Terminal): Keyboard {
  const typing = createInterface({ input, output, terminal: isScreen, prompt: isScreen ? PROMPT : '' });
  let open = true;
  // The terminal is ours while one types, so that Ctrl-C comes here and not as a signal.
  typing.once('SIGINT', () => typing.close());
  const wipe = (): void => {
    if (!isScreen) return;
    cursorTo(output, 0);
    clearLine(output, 0);
  };
  typing.once('close', () => {
    open = false;
    wipe();
  });
  // At once: what is typed before somebody listens would be lost.
  const lines = typing[Symbol.asyncIterator]();
  typing.prompt();
  typing.on('line', () => typing.prompt());
  return {
    lines: { [Symbol.asyncIterator]: () => lines },
    print(text) {
      if (open) wipe();
      output.write(`${text}\n`);
      if (open) typing.prompt(true);
    },
    close: () => typing.close(),
  };
}
