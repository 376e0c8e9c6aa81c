// Gateway model: a language model by its name at the AI Gateway, through the package `ai`, which is an optional peer.
import { OffhookError } from '../../base/errors.ts';
import type { AiSdkModel } from './ai-sdk-model.ts';

/** Which model, and with whose key. */
export interface GatewayOptions {
  /** By the gateway's name: `anthropic/claude-haiku-4.5`. */
  readonly model: string;
  readonly apiKey: string;
  /** Default: the AI Gateway's. */
  readonly baseUrl?: string;
}

/**
 * What makes the model once it is asked. Throws `CONFIG_INVALID` at once when `ai` is not installed, as `resolve` finds.
 * https://ai-sdk.dev/providers/ai-sdk-providers/ai-gateway
 */
export function gatewayModel(
  { model, apiKey, baseUrl }: GatewayOptions,
  resolve: (name: string) => unknown = (name) => import.meta.resolve(name),
): () => Promise<AiSdkModel> {
  try {
    resolve('ai');
  } catch (error) {
    throw new OffhookError(
      'CONFIG_INVALID',
      `pipeline.llm: the model '${model}' is named by text, which the package ai looks up at the AI Gateway, and ai is not installed; run \`npm install ai\`, or give the model itself, e.g. anthropic('claude-haiku-4-5')`,
      { cause: error },
    );
  }
  let made: Promise<AiSdkModel> | null = null;
  const make = async (): Promise<AiSdkModel> => {
    const { createGateway } = await import('ai');
    return createGateway({ apiKey, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(model);
  };
  return () => (made ??= make());
}
