// Render phrases: has the model speak fixed texts before any call needs them.
import type { World } from '../base/world.ts';
import type { FrameOf } from '../frames/frame.ts';
import { unreachable } from '../base/assert.ts';
import { durationMs, type Audio } from '../media/audio.ts';
import { sameWords } from '../nodes/same-words.ts';
import { sayExactly } from '../nodes/utterances.ts';
import type { ModelEnd } from './ends.ts';

/** Which texts are to be spoken, by whom, and who keeps the sound. */
export interface RenderPhrasesOptions {
  readonly world: World;
  readonly texts: readonly string[];
  openModel(): ModelEnd;
  keep(text: string, audio: readonly Audio[]): void;
}

/** How long one text may take, dialling included. */
const PHRASE_MS_MAX = 30_000;

/**
 * Speaks the texts one after the other in a session of its own. Resolves to how many were kept; a model that
 * cannot be had, or says something else, keeps fewer. Never rejects.
 */
export function renderPhrases(options: RenderPhrasesOptions): Promise<number> {
  if (options.texts.length === 0) return Promise.resolve(0);
  return new Promise((resolve) => new Rendering(options, resolve).start());
}

class Rendering {
  readonly #options: RenderPhrasesOptions;
  readonly #resolve: (kept: number) => void;
  readonly #model: ModelEnd;
  readonly #waiting: string[];
  #text = '';
  #said = '';
  #audio: Audio[] = [];
  #kept = 0;
  #asked = 0;
  #over = false;
  #limit: { stop(): void };

  constructor(options: RenderPhrasesOptions, resolve: (kept: number) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#waiting = [...options.texts];
    this.#model = options.openModel();
    this.#limit = this.#startLimit();
  }

  start(): void {
    this.#model.attach((frame) => this.#take(frame));
  }

  #take(frame: FrameOf<ModelEnd['gives'][number]>): void {
    if (this.#over) return;
    switch (frame.kind) {
      case 'model.ready':
        return this.#next();
      case 'agent.text':
        this.#said += frame.delta;
        return;
      case 'agent.audio':
        if (durationMs(frame.audio) > 0) this.#audio.push(frame.audio);
        return;
      case 'response.done':
        if (frame.status === 'completed' && this.#audio.length > 0 && sameWords(this.#said, this.#text)) {
          this.#options.keep(this.#text, this.#audio);
          this.#kept += 1;
        }
        return frame.fatal ? this.#finish() : this.#next();
      case 'response.refused':
        return this.#next();
      case 'model.closed':
        return this.#finish();
      case 'model.fault':
        return frame.fatal ? this.#finish() : undefined;
      case 'speech.started':
      case 'speech.stopped':
      case 'caller.committed':
      case 'caller.text':
      case 'agent.words':
      case 'response.started':
      case 'agent.timing':
      case 'agent.item-done':
      case 'tool.called':
        return;
      default:
        unreachable(frame);
    }
  }

  #next(): void {
    const text = this.#waiting.shift();
    if (text === undefined) return this.#finish();
    this.#limit.stop();
    this.#limit = this.#startLimit();
    this.#text = text;
    this.#said = '';
    this.#audio = [];
    this.#asked += 1;
    const requestId = `phrase-${this.#asked}`;
    const at = this.#options.world.clock.now();
    this.#model.accept(
      { kind: 'response.create', requestId, instructions: sayExactly(text), tools: false },
      at,
    );
  }

  #startLimit(): { stop(): void } {
    return this.#options.world.timers.after(PHRASE_MS_MAX, () => this.#finish());
  }

  #finish(): void {
    this.#over = true;
    this.#limit.stop();
    this.#model.close();
    this.#resolve(this.#kept);
  }
}
