// Overlaid: defaults, with what is given in their place.

/** A field that is undefined counts as not given. */
export function overlaid<Fields extends object>(
  defaults: Fields,
  given: { readonly [Key in keyof Fields]?: Fields[Key] | undefined } | undefined,
): Fields {
  const set = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}
