// Event JSON: fields of an event as one object, where a dot in a name leads into an object inside.

/** E.g. `mediaStream.id` stands as `id` in `mediaStream`. */
export function jsonOf(fields: Readonly<Record<string, string>>): string {
  const json: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [outer = name, inner] = name.split('.');
    const within = json[outer];
    if (inner === undefined) json[name] = value;
    else json[outer] = { ...(typeof within === 'object' ? within : {}), [inner]: value };
  }
  return JSON.stringify(json);
}
