// The public testing kit's names, one by one.
export { simulatedWorld, type SimulatedWorld, type SimulatedWorldOptions } from './world/simulated-world.ts';
export { memoryShelf, simulatedToolContext, type SimulatedToolContext } from './simulated-tool-context.ts';
