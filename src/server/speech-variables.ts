// The environment variables of the cascade: the keys of who hears, thinks and speaks, and where they are.
import { address, text, variable } from './variable.ts';

const key = text.regex(/^\S+$/).optional();
const base = address(['https:', 'http:']).optional();
const KEY = 'a key without spaces';
const URL = 'a URL with https:// or http://';

/** Every variable of every vendor of a cascade. */
export const SPEECH_VARIABLES = {
  LLM_API_KEY: variable(key, {
    group: 'Speech',
    text: 'The key of the language model, where it is not that of OpenAI.',
    unset: '`OPENAI_API_KEY`',
    example: 'sk-…',
    mustBe: KEY,
    secret: true,
  }),
  LLM_BASE_URL: variable(base, {
    group: 'Speech',
    text: 'Where the language model is: any server of OpenAI’s chat completions; `/chat/completions` is added to it. One that is named here needs no key.',
    unset: '`OPENAI_BASE_URL`',
    example: 'http://localhost:11434/v1',
    mustBe: URL,
  }),
  AI_GATEWAY_API_KEY: variable(key, {
    group: 'Speech',
    text: 'The key of the AI Gateway, by which language models of the AI SDK are had that an agent names by text.',
    unset: 'the AI Gateway cannot be used',
    example: 'vck_…',
    mustBe: KEY,
    secret: true,
  }),
  AI_GATEWAY_BASE_URL: variable(base, {
    group: 'Speech',
    text: 'Where the AI Gateway is; `/language-model` is added to it.',
    unset: 'Vercel’s, as the package `ai` has it',
    example: 'http://127.0.0.1:5052/v4/ai',
    mustBe: URL,
  }),
  DEEPGRAM_API_KEY: variable(key, {
    group: 'Speech',
    text: 'The key of Deepgram, which transcribes and speaks.',
    unset: 'Deepgram cannot be used',
    example: '40 hexadecimal digits',
    mustBe: KEY,
    secret: true,
  }),
  DEEPGRAM_BASE_URL: variable(base, {
    group: 'Speech',
    text: 'Where Deepgram is, its European address for one.',
    unset: '`https://api.deepgram.com`',
    example: 'https://api.eu.deepgram.com',
    mustBe: URL,
  }),
  ASSEMBLYAI_API_KEY: variable(key, {
    group: 'Speech',
    text: 'The key of AssemblyAI, which transcribes.',
    unset: 'AssemblyAI cannot be used',
    example: '32 hexadecimal digits',
    mustBe: KEY,
    secret: true,
  }),
  ASSEMBLYAI_BASE_URL: variable(base, {
    group: 'Speech',
    text: 'Where AssemblyAI’s streaming is.',
    unset: '`https://streaming.assemblyai.com`',
    example: 'https://streaming.eu.assemblyai.com',
    mustBe: URL,
  }),
  CARTESIA_API_KEY: variable(key, {
    group: 'Speech',
    text: 'The key of Cartesia, which speaks.',
    unset: 'Cartesia cannot be used',
    example: 'sk_car_…',
    mustBe: KEY,
    secret: true,
  }),
  CARTESIA_BASE_URL: variable(base, {
    group: 'Speech',
    text: 'Where Cartesia is.',
    unset: '`https://api.cartesia.ai`',
    example: 'http://127.0.0.1:5052',
    mustBe: URL,
  }),
  CARTESIA_VERSION: variable(text.regex(/^\d{4}-\d{2}-\d{2}$/).optional(), {
    group: 'Speech',
    text: 'The day of the version of Cartesia’s API that is spoken.',
    unset: '`2025-04-16`',
    example: '2026-08-14',
    mustBe: 'a day as YYYY-MM-DD',
  }),
  ELEVENLABS_API_KEY: variable(key, {
    group: 'Speech',
    text: 'The key of ElevenLabs, which speaks.',
    unset: 'ElevenLabs cannot be used',
    example: 'sk_…',
    mustBe: KEY,
    secret: true,
  }),
  ELEVENLABS_BASE_URL: variable(base, {
    group: 'Speech',
    text: 'Where ElevenLabs is, its European address for one.',
    unset: '`https://api.elevenlabs.io`',
    example: 'https://api.eu.residency.elevenlabs.io',
    mustBe: URL,
  }),
};
