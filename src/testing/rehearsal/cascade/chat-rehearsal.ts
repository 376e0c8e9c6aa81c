// Chat rehearsal: answers one request as OpenAI's /chat/completions would, with the rehearsal's brain.
import { z } from 'zod';
import type { World } from '../../../base/world.ts';
import type { Brain, BrainReply } from '../brain.ts';
import type { ConversationItem } from '../conversation.ts';
import { concludeRehearsal } from './conclude-rehearsal.ts';
import { NOT_UNDERSTOOD } from './flux-rehearsal.ts';

/** The other side's end of an answer that is streamed. */
export interface ChatOutlet {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  send(piece: string): void;
  end(): void;
}

/** A word of the answer takes so long to write. */
const WORD_MS = 15;

const call = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const REQUEST = z.object({
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: z.string().nullish(),
      tool_calls: z.array(call).optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
  tools: z
    .array(
      z.object({
        function: z.object({
          name: z.string(),
          description: z.string().default(''),
          parameters: z.record(z.string(), z.unknown()).default({ type: 'object', properties: {} }),
        }),
      }),
    )
    .default([]),
  stream: z.literal(true),
});

type Asked = z.output<typeof REQUEST>['messages'][number];

/** Answers at the pace of someone who writes; a request that is none gets a 400. */
export function chatRehearsal(world: World, brain: Brain, body: string, to: ChatOutlet): void {
  const asked = REQUEST.safeParse(json(body));
  if (!asked.success) {
    to.head(400, { 'content-type': 'application/json' });
    to.send(JSON.stringify({ error: { message: z.prettifyError(asked.error), code: 'invalid_request' } }));
    return to.end();
  }
  to.head(200, { 'content-type': 'text/event-stream' });
  const pieces = chunks(replyTo(brain, asked.data), () => `call_${world.random.token(12)}`);
  const next = (): void => {
    const piece = pieces.shift();
    if (piece === undefined) return to.end();
    to.send(`data: ${piece}\n\n`);
    world.timers.after(WORD_MS, next);
  };
  next();
}

function replyTo(brain: Brain, { messages, tools }: z.output<typeof REQUEST>): BrainReply {
  const filed = concludeRehearsal(
    tools.map((tool) => tool.function),
    messages.find(({ role }) => role === 'user')?.content ?? '',
  );
  if (filed !== null) return filed;
  const items = messages.flatMap((message, at) => itemsOf(asMeant(message), at));
  const newest = items.findLast((item) => item.kind !== 'message' || item.role !== 'system');
  const reply = brain.reply({
    heardText: newest?.kind === 'message' && newest.role === 'user' ? newest.text : null,
    items,
    tools: tools.map((tool) => tool.function),
    instructions: messages[0]?.role === 'system' ? (messages[0].content ?? '') : '',
    perResponseInstructions: null,
  });
  const known = new Set(tools.map((tool) => tool.function.name));
  return { ...reply, calls: reply.calls.filter(({ name }) => known.has(name)) };
}

/** Where a model takes instructions at the beginning only, later ones come from the other side, marked. */
function asMeant(message: Asked): Asked {
  const [, instruction] = /^<system>(.*)<\/system>$/s.exec(message.content ?? '') ?? [];
  return instruction === undefined ? message : { ...message, role: 'system', content: instruction };
}

function itemsOf(
  { role, content, tool_calls, tool_call_id }: Asked,
  at: number,
): readonly ConversationItem[] {
  // The first one is what it is to be and do.
  if (role === 'system' && at === 0) return [];
  const id = `item_${at}`;
  if (role === 'tool')
    return [
      {
        kind: 'function_call_output',
        id,
        status: 'completed',
        callId: tool_call_id ?? '',
        output: content ?? '',
      },
    ];
  const text = content === NOT_UNDERSTOOD ? null : (content ?? '');
  const said: ConversationItem = {
    kind: 'message',
    id,
    role,
    status: 'completed',
    form: 'text',
    text,
    audioMs: 0,
  };
  const calls = (tool_calls ?? []).map((made, index): ConversationItem => ({
    kind: 'function_call',
    id: `${id}_${index}`,
    status: 'completed',
    callId: made.id,
    name: made.function.name,
    argumentsJson: made.function.arguments,
  }));
  return text === '' ? calls : [said, ...calls];
}

function chunks({ say, calls }: BrainReply, newId: () => string): string[] {
  // The first piece says who writes: OpenAI's own SDK refuses an answer without.
  let who: object = { role: 'assistant' };
  const chunk = (given: object, finish: string | null = null): string => {
    const delta = { ...who, ...given };
    who = {};
    return JSON.stringify({
      id: 'rehearsal',
      object: 'chat.completion.chunk',
      model: 'rehearsal',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  };
  return [
    ...(say?.match(/\S+\s*/g) ?? []).map((content) => chunk({ content })),
    ...calls.map((made, index) =>
      chunk({
        tool_calls: [
          {
            index,
            id: newId(),
            type: 'function',
            function: { name: made.name, arguments: JSON.stringify(made.arguments) },
          },
        ],
      }),
    ),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    '[DONE]',
  ];
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
