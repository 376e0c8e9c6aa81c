// The Live adapter keeps the contract of a model.
import { modelContract } from './model-contract.ts';
import { openaiLiveStage } from './openai-live-stage.ts';

modelContract('openai-live', openaiLiveStage);
