// Conclude rehearsal: the rehearsal's thinker reads an ended call and files what came of it, by rules.
import { CONCLUDE } from '../../../frames/conclusion.ts';
import type { ToolDeclaration } from '../../../models/model.ts';
import { calling, type BrainReply } from '../brain.ts';
import { argumentsFor, isRecord, type KnownFacts } from '../front-desk/tool-arguments.ts';
import { TOOL } from '../front-desk/tool-answer.ts';

/** The last appointment that was made, with its arguments. */
const BOOKED = new RegExp(`\\[function ${TOOL.book} (\\{.*?\\}): ok`, 'g');

/** What came of the call that is told in `text`; null: `tools` do not ask for it. */
export function concludeRehearsal(tools: readonly ToolDeclaration[], text: string): BrainReply | null {
  const tool = tools.find(({ name }) => name === CONCLUDE);
  if (tool === undefined) return null;
  const booked = [...text.matchAll(BOOKED)].at(-1)?.[1];
  const words = wordsOf(tool);
  const wanted =
    booked !== undefined ? /book|appoint/i : /ended as transferred/.test(text) ? /transfer/i : /./;
  const asked = /^Caller: (.+)$/m.exec(text)?.[1] ?? 'nothing that was understood';
  const fields = propertyOf(tool, 'fields');
  return calling(CONCLUDE, {
    disposition: words.find((word) => wanted.test(word)) ?? words[0] ?? 'completed',
    summary: `${booked === undefined ? 'The caller' : 'An appointment was made. The caller'} said first: ${asked}`,
    ...(fields === null
      ? {}
      : { fields: argumentsFor({ ...tool, parameters: fields }, factsOf(booked ?? '{}')) }),
  });
}

function wordsOf(tool: ToolDeclaration): readonly string[] {
  const words = propertyOf(tool, 'disposition')?.['enum'];
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

function propertyOf({ parameters }: ToolDeclaration, name: string): Readonly<Record<string, unknown>> | null {
  const { properties } = parameters;
  const property = isRecord(properties) ? properties[name] : null;
  return isRecord(property) ? property : null;
}

function factsOf(argumentsJson: string): KnownFacts {
  let given: unknown;
  try {
    given = JSON.parse(argumentsJson);
  } catch {
    return {};
  }
  if (!isRecord(given)) return {};
  const { date, time, name, reason } = given;
  const texts = Object.entries({ date, time, name, reason }).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts);
}
