// `offhook/openai-agents`: what those have who come from the OpenAI Agents SDK. It needs `@openai/agents`.
import '../base/node-version.ts';

export {
  TwilioRealtimeTransportLayer,
  type TwilioRealtimeTransportLayerOptions,
} from './twilio-realtime-transport-layer.ts';
export { agentFromOpenAI, type AgentFromOpenaiOptions } from './agent-from-openai.ts';
export { callOf, type CallFacts, type ContextOf } from './run-contexts.ts';
export type { Approval, ApprovalRequest, ApproveTool } from './tool-approval.ts';
