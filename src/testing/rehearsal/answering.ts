// Answering: the responses of one session: at most one in the conversation, some beside it.
import type { World } from '../../base/world.ts';
import type { ToolDeclaration } from '../../models/model.ts';
import type { Brain, BrainReply, BrainTurn } from './brain.ts';
import type { ResponseParams } from './client-events.ts';
import type { Conversation, ConversationItem } from './conversation.ts';
import { itemOf } from './items.ts';
import type { Outlet } from './outlet.ts';
import { refusal, type Refusal } from './refusal.ts';
import { Response } from './response.ts';
import type { SessionConfig } from './session-config.ts';
import type { RehearsalTiming } from './timing.ts';
import { tokensOf, wireUsage, type TokenCount } from './usage.ts';
import type { Voice } from './voice.ts';

/** Most responses that run beside the conversation's own. */
const OUT_OF_BAND_MAX = 8;

/** What a session's responses are made of. */
export interface AnsweringSettings {
  readonly world: World;
  readonly timing: RehearsalTiming;
  readonly outlet: Outlet;
  readonly voice: Voice;
  readonly brain: Brain;
  readonly conversation: Conversation;
  readonly conversationId: string;
  readonly config: () => SessionConfig;
  /** Settles when all that the caller said was understood, or was not. */
  readonly understood: () => Promise<void>;
}

/** Makes the responses of one session, one at a time. */
export class Answering {
  readonly #settings: AnsweringSettings;
  readonly #outOfBand = new Set<Response>();
  #active: Response | null = null;
  #read: TokenCount = { text: 0, audio: 0 };

  constructor(settings: AnsweringSettings) {
    this.#settings = settings;
  }

  /** Begins a response; null when it began. */
  create(params: ResponseParams): Refusal | null {
    const { conversation, outlet, config } = this.#settings;
    const inBand = params.conversation !== 'none';
    if (inBand && this.#active !== null)
      return refusal(
        'conversation_already_has_active_response',
        `Conversation already has an active response in progress: ${this.#active.id}. Wait until the response is finished before creating a new one.`,
      );
    if (!inBand && this.#outOfBand.size === OUT_OF_BAND_MAX)
      return refusal('rate_limit_exceeded', 'Too many responses run out of band.');
    const session = config();
    const modality = (params.output_modalities ?? session.output_modalities)[0] ?? 'audio';
    const format = params.audio?.output?.format ?? session.audio.output.format;
    const given = params.input === undefined ? null : this.#input(params.input);
    if (given !== null && 'code' in given) return given;

    let read: TokenCount = { text: 0, audio: 0 };
    const cached = this.#read;
    const response = new Response({
      ...this.#settings,
      conversation: inBand ? conversation : null,
      modality,
      format,
      voiceName: params.audio?.output?.voice ?? session.audio.output.voice,
      outputTokensMax: params.max_output_tokens ?? session.max_output_tokens,
      metadata: params.metadata ?? null,
      think: async () => {
        await this.#settings.understood();
        const turn = brainTurn(session, params, given ?? conversation.items);
        read = tokensOf(turn.items, turn.instructions);
        return allowed(this.#settings.brain.reply(turn), turn.tools);
      },
      usage: (output) => wireUsage(read, cached, tokensOf(output)),
      ended: () => {
        if (inBand) {
          this.#active = null;
          this.#read = read;
        } else this.#outOfBand.delete(response);
      },
    });
    if (inBand) this.#active = response;
    else this.#outOfBand.add(response);
    response.run().catch(() => outlet.refuse(refusal('server_error', 'The rehearsal model failed.'), null));
    return null;
  }

  /** Stops the response of this id, or the conversation's own; null when it stopped. */
  cancel(responseId: string | undefined): Refusal | null {
    const running = [this.#active, ...this.#outOfBand].filter((response) => response !== null);
    const meant = responseId === undefined ? this.#active : running.find(({ id }) => id === responseId);
    if (meant === null || meant === undefined)
      return refusal('response_cancel_not_active', 'Cancellation failed: no active response found');
    meant.cancel('client_cancelled');
    return null;
  }

  /** The caller speaks: stops the conversation's own response where there is one. */
  interrupt(): void {
    this.#active?.cancel('turn_detected');
  }

  close(): void {
    this.#active?.abandon();
    for (const response of this.#outOfBand) response.abandon();
  }

  #input(given: NonNullable<ResponseParams['input']>): ConversationItem[] | Refusal {
    const items: ConversationItem[] = [];
    for (const entry of given) {
      const { conversation, outlet } = this.#settings;
      const item =
        entry.type === 'item_reference' ? conversation.retrieve(entry.id) : itemOf(entry, outlet.newId);
      if (item.kind === 'refusal') return item;
      items.push(item);
    }
    return items;
  }
}

function brainTurn(
  session: SessionConfig,
  params: ResponseParams,
  items: readonly ConversationItem[],
): BrainTurn {
  const newest = items.findLast((item) => item.kind !== 'message' || item.role !== 'system');
  const choice = params.tool_choice ?? session.tool_choice;
  const declared = (params.tools ?? session.tools).map(
    ({ name, description = '', parameters = { type: 'object', properties: {} } }): ToolDeclaration => ({
      name,
      description,
      parameters,
    }),
  );
  return {
    heardText: newest?.kind === 'message' && newest.role === 'user' ? newest.text : null,
    items,
    tools: choice === 'none' ? [] : declared,
    instructions: params.instructions ?? session.instructions,
    perResponseInstructions: params.instructions ?? null,
  };
}

function allowed(reply: BrainReply, tools: readonly ToolDeclaration[]): BrainReply {
  return { ...reply, calls: reply.calls.filter((call) => tools.some(({ name }) => name === call.name)) };
}
