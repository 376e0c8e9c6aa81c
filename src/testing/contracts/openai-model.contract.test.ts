// The OpenAI adapter keeps the contract of a model, whichever vendor speaks its protocol.
import { modelContract } from './model-contract.ts';
import { openaiStage } from './openai-stage.ts';

modelContract('openai', openaiStage);
for (const vendor of ['azure', 'xai', 'inworld', 'self-hosted'] as const)
  modelContract(vendor, () => openaiStage({ vendor }));
modelContract('self-hosted, with the names of the beta', () =>
  openaiStage({ vendor: 'self-hosted', names: 'beta', rateHz: 16_000 }),
);
