// `offhook/openai-agents`: what those have who come from the OpenAI Agents SDK. It needs `@openai/agents`.
import '../base/node-version.ts';

export { TwilioRealtimeTransportLayer } from './twilio-realtime-transport-layer.ts';
export type { TwilioRealtimeTransportLayerOptions } from './twilio-realtime-transport-layer.ts';
