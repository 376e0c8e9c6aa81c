// Rooms: the floors of the house, and what may be imported from where. ARCHITECTURE.md tells the same table.

/** The rooms of `src`, floor by floor. A room imports from lower floors only, never from its own. */
export const FLOORS: readonly (readonly string[])[] = [
  ['base'],
  ['media'],
  ['frames', 'speech'],
  ['graph'],
  ['nodes'],
  ['call'],
  ['carriers', 'models', 'store', 'archive', 'agent', 'cost', 'telemetry', 'tape'],
  ['testing', 'server'],
  ['replay'],
  ['cli', 'openai-agents'],
];

/** Rooms of peers: each folder in them knows the files that stand beside it, and no other folder. */
export const PEER_ROOMS: readonly string[] = ['carriers', 'models', 'speech'];

/** Folders of such rooms that are no peer: machinery that any of the others may be made of. */
export const SHARED_FOLDERS: readonly string[] = ['carriers/envelope'];

/** What a module is to the house. */
export interface Place {
  /** The room, or null for what stands in no room: the library's index, tests, examples, scripts. */
  readonly room: string | null;
  /** The floor of the room; what stands in no room stands above them all. */
  readonly floor: number;
  /** The folder of a room of peers, e.g. `twilio`; null elsewhere, and for the files beside the folders. */
  readonly folder: string | null;
}

/** Where a file of the repository stands. */
export function placeOf(path: string): Place {
  const [tree, room, folder] = path.split('/');
  const floor = FLOORS.findIndex((rooms) => room !== undefined && rooms.includes(room));
  if (tree !== 'src' || room === undefined || floor === -1)
    return { room: null, floor: Infinity, folder: null };
  const isFolder = PEER_ROOMS.includes(room) && folder !== undefined && !folder.endsWith('.ts');
  return { room, floor, folder: isFolder ? folder : null };
}

/** Why `from` may not import `to`; null when it may. Both are paths from the root. */
export function importFault(from: string, to: string): string | null {
  const [here, there] = [placeOf(from), placeOf(to)];
  const test = from.endsWith('.test.ts');
  if (from.startsWith('examples/')) return to.startsWith('examples/') ? null : "import it from 'offhook'";
  if (here.room === null && !from.startsWith('src/')) return null;
  // A test beside its source may use the testing kit and what stands in `test`.
  if (test && (there.room === 'testing' || to.startsWith('test/'))) return null;
  if (there.room === null) return 'nothing in src imports what stands in no room';
  if (from === 'src/index.ts')
    return ['testing', 'replay', 'cli', 'openai-agents'].includes(there.room) ? 'not a public name' : null;
  if (here.room === there.room) {
    if (there.folder === null || there.folder === here.folder) return null;
    if (SHARED_FOLDERS.includes(`${there.room}/${there.folder}`) && here.folder !== null) return null;
    return here.folder === null
      ? 'a contract knows none of those who keep it'
      : 'peers do not know each other';
  }
  return there.floor < here.floor ? null : `${here.room} stands no higher than ${there.room}`;
}
