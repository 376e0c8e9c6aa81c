// The Gemini adapter keeps the contract of a model, with models of both generations.
import { geminiStage } from './gemini-stage.ts';
import { modelContract } from './model-contract.ts';

for (const name of ['gemini-3.8-live', 'gemini-2.5-flash-native-audio-preview-12-2025'])
  modelContract(name, () => geminiStage(name));
