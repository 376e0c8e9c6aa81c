// The OpenAI adapter keeps the contract of a model.
import { modelContract } from './model-contract.ts';
import { openaiStage } from './openai-stage.ts';

modelContract('openai', openaiStage);
