// Offhook's public names, one by one.
export { z } from 'zod';
export { OffhookError, ERRORS, type ErrorCode } from './base/errors.ts';
export type { CallId, ToolCallId } from './base/brand.ts';
export type { Log, LogFields } from './base/log.ts';
export { HttpFault, type HttpAnswer, type HttpRequest } from './base/world.ts';
export type { CallPlan, PhrasePlan } from './call/plan.ts';
export type { ArgumentCheck, RunnableTool, ToolContext, ToolShelf } from './nodes/tool.ts';
export { defineAgent } from './agent/define-agent.ts';
export type { Agent, ReadyAgent } from './agent/agent.ts';
export type {
  AgentOptions,
  AgentPaths,
  Caller,
  Digit,
  DormancyOptions,
  InstructionsFile,
  RecordingOptions,
  TransferOptions,
  VariablesContext,
  VariablesOf,
} from './agent/agent-options.ts';
export { defineTool, type Tool, type ToolOptions } from './agent/define-tool.ts';
export { endCall, transferToHuman, type TransferToHumanOptions } from './agent/built-in-tools.ts';
export type { Duration } from './agent/duration.ts';
export { ALL_PARTY_STATES, CONTESTED_STATES, consentFor, type RecordingPolicy } from './agent/consent.ts';
export { loadConfig } from './agent/load-config.ts';
export { readyAgent } from './agent/ready-agent.ts';
export { planCall, type PlanSettings } from './agent/plan-call.ts';
