// Redactable: the kinds of personal data that are taken out of what is kept of a call.

/** Every kind, in the order in which they are looked for. */
export const REDACTABLES = ['card', 'phone', 'ssn', 'email'] as const;

/** Numbers of payment cards, phone numbers, US social security numbers, e-mail addresses. */
export type Redactable = (typeof REDACTABLES)[number];
