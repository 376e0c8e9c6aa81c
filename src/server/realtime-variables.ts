// The environment variables of realtime models beside OpenAI's: the keys of their vendors, and where they are.
import { address, text, variable } from './variable.ts';

const key = text.regex(/^\S+$/).optional();
const base = address(['https:', 'http:', 'wss:', 'ws:']).optional();
const KEY = 'a key without spaces';
const URL = 'a URL with https://, http://, wss:// or ws://';

/** Every variable of every vendor of a realtime model. */
export const REALTIME_VARIABLES = {
  AZURE_OPENAI_API_KEY: variable(key, {
    group: 'Model',
    text: 'The key of an Azure OpenAI resource.',
    unset: 'Azure cannot be used',
    example: '84 letters and digits',
    mustBe: KEY,
    secret: true,
  }),
  AZURE_OPENAI_BASE_URL: variable(base, {
    group: 'Model',
    text: 'Where that resource is; `/openai/v1/realtime` is added to it.',
    unset: 'Azure cannot be used',
    example: 'https://my-resource.openai.azure.com',
    mustBe: URL,
  }),
  XAI_API_KEY: variable(key, {
    group: 'Model',
    text: 'The key of xAI, for Grok’s voice.',
    unset: 'xAI cannot be used',
    example: 'xai-…',
    mustBe: KEY,
    secret: true,
  }),
  XAI_BASE_URL: variable(base, {
    group: 'Model',
    text: 'Where xAI is; `/realtime` is added to it.',
    unset: '`https://api.x.ai/v1`',
    example: 'https://eu-west-1.api.x.ai/v1',
    mustBe: URL,
  }),
  INWORLD_API_KEY: variable(key, {
    group: 'Model',
    text: 'The key of Inworld, in Base64, as its portal shows it.',
    unset: 'Inworld cannot be used',
    example: 'Base64',
    mustBe: KEY,
    secret: true,
  }),
  INWORLD_BASE_URL: variable(base, {
    group: 'Model',
    text: 'Where Inworld is; `/realtime/session` is added to it.',
    unset: '`https://api.inworld.ai/api/v1`',
    example: 'http://127.0.0.1:5052',
    mustBe: URL,
  }),
  GEMINI_API_KEY: variable(key, {
    group: 'Model',
    text: 'The key of Google’s Gemini API.',
    unset: 'Gemini cannot be used',
    example: 'AIza…',
    mustBe: KEY,
    secret: true,
  }),
  GEMINI_BASE_URL: variable(base, {
    group: 'Model',
    text: 'Where the Gemini API is.',
    unset: '`https://generativelanguage.googleapis.com`',
    example: 'http://127.0.0.1:5052',
    mustBe: URL,
  }),
  REALTIME_API_KEY: variable(key, {
    group: 'Model',
    text: 'The key of a server of one’s own that speaks OpenAI’s Realtime protocol, where it asks for one.',
    unset: 'none is sent',
    example: 'a long random text',
    mustBe: KEY,
    secret: true,
  }),
  REALTIME_BASE_URL: variable(base, {
    group: 'Model',
    text: 'Where that server is; `/realtime` is added to it.',
    unset: 'no such server can be used',
    example: 'ws://127.0.0.1:8765/v1',
    mustBe: URL,
  }),
};
