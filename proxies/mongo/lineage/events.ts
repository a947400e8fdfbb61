/**
 * Documents of the server that quote documents of collections: change events, entries of the
 * operation log and of the profiler, operations under way. Each names its collection in `ns`.
 */
import type { PathTable } from '../../../core/inspect/paths.ts';
import { databaseResource, joinedIn, namespaceIn, resourceOf } from '../namespaces.ts';
import { Dotted, Fixed, type Origin, Overlay, Source, Untouched, unique } from './origins.ts';
import { type Place, placeOf } from './places.ts';

/** How many collections' places one result remembers. */
const placesMax = 1_000;

/** Origin of a change event (MongoDB manual, "Change Events") on the collection of `resource`. */
export function changeEvent(paths: PathTable, resource: string): Origin {
  const root = paths.root(resource);
  const stored = new Source(paths, root);
  const untouched = new Untouched();
  const updated = new Dotted(stored);
  const named = (path: string): Origin => new Source(paths, paths.child(root, path));
  // Anything that is not known may quote the document in a form of its own (rawUpdateDescription).
  const anything = quoted(paths, resource);
  const description = new Overlay(
    new Map<string, Origin>([
      ['updatedFields', updated],
      ['removedFields', new Fixed([paths.child(root, '$removedFields')])],
      ['truncatedArrays', named('$updateDescription')],
      ['disambiguatedPaths', named('$updateDescription')],
    ]),
    anything,
  );
  return new Overlay(
    new Map<string, Origin>([
      // The resume token; drivers send it back as it came.
      ['_id', untouched],
      ['clusterTime', untouched],
      ['wallTime', untouched],
      ['ns', untouched],
      ['to', untouched],
      ['operationType', untouched],
      ['splitEvent', untouched],
      ['lsid', untouched],
      ['txnNumber', untouched],
      ['collectionUUID', untouched],
      ['fullDocument', stored],
      ['fullDocumentBeforeChange', stored],
      // Shard keys stand here under dotted names.
      ['documentKey', updated],
      ['updateDescription', description],
      // Descriptions of collections and indexes.
      ['operationDescription', named('$event')],
      ['stateBeforeChange', named('$event')],
      ['nsType', untouched],
    ]),
    anything,
  );
}

/** Finds the place of one document by the collection that it names. */
export type PlaceFinder = (bytes: Uint8Array, start: number, limit: number) => Place;

/** What a document that names collections is shown as; the one in its `ns` comes first. */
type Shown = (paths: PathTable, resource: string, ...joined: string[]) => Origin;

/** Everything in the document may be a value from anywhere in the collections that it names. */
export const quoted: Shown = (paths, ...resources) =>
  new Fixed(unique(resources.map((one) => paths.overflow(paths.root(one)))));

/**
 * Places by the `ns` of each document. `seen` is told of every collection that turns up. A document
 * that names none belongs to `fallback`.
 */
export function byNamespace(
  paths: PathTable,
  shown: Shown,
  fallback: string,
  seen: (resource: string) => void,
): PlaceFinder {
  const places = new Map<string, Place>();
  return (bytes, start, limit) => {
    const found = namespaceIn(bytes, start, limit);
    const resource = found ? nameOf(found) : fallback;
    const joined = shown === quoted ? joinedIn(bytes, start, limit, found?.[0] ?? '') : [];
    for (const one of [resource, ...joined]) seen(one);
    const key = [resource, ...joined].join(' ');
    let place = places.get(key);
    if (!place) {
      place = placeOf(shown(paths, resource, ...joined));
      if (places.size < placesMax) places.set(key, place);
    }
    return place;
  };
}

function nameOf([database, collection]: [string, string]): string {
  return collection === '' ? databaseResource(database) : resourceOf(database, collection);
}
