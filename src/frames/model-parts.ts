// Model parts: whom a model is made of, by the names under which each is billed.

/** The name of a part that the carrier provides, and bills. */
export const CARRIERS_OWN = 'carrier';

/** Each by its name in the price table; null: there is no such part, or it is part of another. */
export interface ModelParts {
  /** Who hears, thinks and speaks in one. */
  readonly model: string | null;
  /** Who writes down what the caller says. */
  readonly stt: string | null;
  /** Who thinks. */
  readonly llm: string | null;
  /** Who speaks. */
  readonly tts: string | null;
}
