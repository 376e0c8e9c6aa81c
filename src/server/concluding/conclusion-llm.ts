// Conclusion llm: which language model reads ended calls.
import type { Agent } from '../../agent/agent.ts';
import type { Model } from '../../models/model.ts';
import type { Llm } from '../../speech/llm.ts';
import { openaiLlm } from '../../speech/openai/chat-llm.ts';
import type { Settings } from '../settings.ts';

/**
 * The one that the settings name; else, where the agent's owner wants a conclusion of their own, who thinks in its pipeline.
 * Null: nobody, so that rules say what came of a call.
 */
export function conclusionLlm(
  { conclusion }: Pick<Agent, 'conclusion'>,
  { llm }: Pick<Model, 'llm'>,
  { conclusion: account, speech, openai }: Pick<Settings, 'conclusion' | 'speech' | 'openai'>,
): Llm | null {
  const { model } = account;
  if (model === null) return conclusion === null ? null : (llm ?? null);
  const baseUrl = account.baseUrl ?? speech.llm.baseUrl ?? openai.baseUrl;
  const apiKey = account.apiKey ?? (account.baseUrl === null ? (speech.llm.apiKey ?? openai.apiKey) : null);
  return openaiLlm({ model, apiKey, ...(baseUrl === null ? {} : { baseUrl }) });
}
