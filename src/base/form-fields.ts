// Form fields: an `application/x-www-form-urlencoded` body, every value of every name kept.

/** Form fields by name; a name that came more than once has a list. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Parses any text; what is no form gives odd names, never an error. */
export function formFields(body: string): FormFields {
  // Without a prototype: a field may be called anything.
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(body)) {
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (typeof before === 'string') fields[name] = [before, value];
    else before.push(value);
  }
  return fields;
}
