// Brands: ids and units that the compiler keeps apart, plain strings and numbers at run time.

declare const brand: unique symbol;

/** `Base` that only counts as itself: a `CallId` is no `ItemId`. Made once, at the border, by a cast. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Our key of one phone call, from ring to outcome, e.g. `call_01jd…`. */
export type CallId = Brand<string, 'CallId'>;

/** The model's (or our) id of one thing said: all audio and text of it carry this id. */
export type ItemId = Brand<string, 'ItemId'>;

/** The model's id of one response: one answer, of one or more items. */
export type ResponseId = Brand<string, 'ResponseId'>;

/** The model's id of one tool call; results are matched to it and it is executed at most once. */
export type ToolCallId = Brand<string, 'ToolCallId'>;

/** Our id of one fixed text that Offhook has spoken: greeting, notice, question, farewell. */
export type UtteranceId = Brand<string, 'UtteranceId'>;
