/**
 * Updates that copy a protected field to where policy does not protect it: `$rename`, and update
 * pipelines such as `[{ $set: { copy: "$ssn" } }]`. They are refused, since what is copied once can
 * be read under the new name for ever.
 */
import { TidegateError } from '../../core/errors.ts';
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import type { PathId } from '../../core/inspect/paths.ts';
import { hasFieldRules } from './admission.ts';
import { carriers } from './bson/carriers.ts';
import { nameOf } from './bson/names.ts';
import { readDocument } from './bson/reader.ts';
import { type Document, isDocument, type Value } from './bson/values.ts';
import { documentEnd, eachElement } from './bson/walker.ts';

import type { Command } from './commands.ts';
import { BsonType } from './constants.ts';
import { computedIn, dottedChild, List, type Origin, Overlay } from './lineage/origins.ts';
import { type Place, storedPlace } from './lineage/places.ts';
import { run } from './lineage/stages.ts';
import { Survey, type Writing } from './lineage/survey.ts';
import { eachDocument } from './writes.ts';

/** Step of a path that stands for what is computed from the field before it. */
const computedStep = '?';

/** True where policy speaks of the field itself. */
function isProtected(inspector: Inspector, path: PathId): boolean {
  return !inspector.idle(path, carriers.boolean);
}

function refused(resource: string): TidegateError {
  return new TidegateError('TG-MONGO-0012', `inside ${resource}`);
}

class Check {
  #inspector: Inspector;
  #resource: string;
  #stored: Origin;

  constructor(inspector: Inspector, resource: string) {
    this.#inspector = inspector;
    this.#resource = resource;
    this.#stored = storedPlace(inspector.paths, resource).origin;
  }

  /** Throws where `origin`, written to the field `target`, carries more protection than that has. */
  #written(origin: Origin, target: Origin): void {
    if (origin === target) return;
    if (origin instanceof List) {
      this.#written(origin.of, target.index());
      return;
    }
    if (origin instanceof Overlay) {
      this.#written(origin.rest, target);
      for (const [name, field] of origin.fields) this.#written(field, target.child(name));
      return;
    }
    const [own] = target.sources();
    if (own !== undefined && isProtected(this.#inspector, own)) return;
    this.#partsOf(origin, own);
    for (const path of origin.sources()) {
      if (path === own) continue;
      if (isProtected(this.#inspector, path)) throw refused(this.#resource);
      if (!origin.exact) continue;
      // A document is copied with all that it holds: what rules say of paths that lead through it,
      // and of the fields that have been seen in it.
      if (this.#rulesInside(path) && !(own !== undefined && this.#rulesInside(own))) {
        throw refused(this.#resource);
      }
      this.#held(this.#placeOf(path), target);
    }
  }

  /** Throws where parts of what a field is known for would be stored where nobody knows of them. */
  #partsOf(origin: Origin, own: PathId | undefined): void {
    const inspector = this.#inspector;
    if (own !== undefined && inspector.known?.(own)) return;
    for (const path of computedIn(origin)) {
      if (path !== own && inspector.known?.(path)) throw refused(this.#resource);
    }
  }

  /** True where policy speaks of a field by a path that leads through `path`. */
  #rulesInside(path: PathId): boolean {
    return isProtected(this.#inspector, this.#inspector.paths.child(path, computedStep));
  }

  /** Throws where a field below `place` is protected there and would not be below `target`. */
  #held(place: Place | undefined, target: Origin): void {
    if (!place) return;
    for (const [name, child] of place.children()) {
      const copy = name === undefined ? target.index() : target.child(name);
      const [own] = copy.sources();
      const isKept = own !== undefined && isProtected(this.#inspector, own);
      if (!isKept && isProtected(this.#inspector, child.path)) throw refused(this.#resource);
      this.#held(child, copy);
    }
  }

  /** Place of a path of the collection, undefined where nothing has been seen there. */
  #placeOf(path: PathId): Place | undefined {
    let place: Place | undefined = storedPlace(this.#inspector.paths, this.#resource);
    for (const step of this.#inspector.paths.steps(path)) {
      if (!place) return undefined;
      place = new Map(place.children()).get(step === '[]' ? undefined : step);
    }
    return place;
  }

  #pipeline(stages: readonly Value[]): void {
    const { paths } = this.#inspector;
    const survey = new Survey(paths, this.#resource, undefined);
    const flow = { world: survey, database: '', variables: new Map(), depth: 0 };
    this.#written(run(stages, this.#stored, flow), this.#stored);
  }

  /** Documents that are written whole, or laid over those that are there. */
  writing(documents: Origin): void {
    this.#written(documents, this.#stored);
  }

  #renames(spec: Value): void {
    if (!isDocument(spec)) return;
    for (const [from, to] of Object.entries(spec)) {
      if (typeof to !== 'string') continue;
      this.#written(dottedChild(this.#stored, from), dottedChild(this.#stored, to));
    }
  }

  /** `u` of an update statement. */
  update(update: Value): void {
    if (Array.isArray(update)) this.#pipeline(update);
    else if (isDocument(update)) this.#renames(update.$rename);
  }
}

function* statements(command: Command, field: string): Generator<Document> {
  const sequence = command.sequence(field);
  if (!sequence) {
    const list = command.value(field);
    if (Array.isArray(list)) for (const one of list) if (isDocument(one)) yield one;
    return;
  }
  for (let at = sequence.start; at < sequence.end; ) {
    yield readDocument(command.bytes, at, sequence.end);
    at = documentEnd(command.bytes, at, sequence.end);
  }
}

/** Throws where a pipeline writes what policy protects to a field where it does not. */
export function checkWritings(inspector: Inspector, writings: readonly Writing[]): void {
  for (const { target, documents } of writings) {
    if (inspector.access(target, 'read') === Access.block) continue;
    new Check(inspector, target).writing(documents);
  }
}

/** Throws where `command` copies what policy protects; `resources` as for `walkWrite`. */
export function checkCopies(
  inspector: Inspector,
  command: Command,
  resources: readonly string[],
): void {
  const isLookedAt = resources.some((one) => inspector.access(one, 'read') !== Access.pass);
  if (!isLookedAt) return;
  // Content is found again under any name; pieces of it are not.
  const isRuled = resources.some((one) => hasFieldRules(inspector, one));
  if (!isRuled && !updatesByPipeline(command)) return;
  const [resource] = resources;
  switch (command.name) {
    case 'update':
      for (const { u } of statements(command, 'updates')) new Check(inspector, resource).update(u);
      return;
    case 'findAndModify':
    case 'findandmodify':
      new Check(inspector, resource).update(command.value('update'));
      return;
    case 'bulkWrite':
      for (const { update, updateMods } of statements(command, 'ops')) {
        if (typeof update !== 'number') continue;
        new Check(inspector, resources[update] ?? resource).update(updateMods);
      }
      return;
    default:
  }
}

const updateFields: Readonly<Record<string, readonly [list: string, update: string]>> = {
  update: ['updates', 'u'],
  bulkWrite: ['ops', 'updateMods'],
};

/** True where `command` updates by a pipeline. */
export function updatesByPipeline(command: Command): boolean {
  const { bytes, name } = command;
  if (name === 'findAndModify' || name === 'findandmodify') {
    return command.field('update')?.type === BsonType.array;
  }
  if (!Object.hasOwn(updateFields, name)) return false;
  const [list, update] = updateFields[name];
  let isFound = false;
  eachDocument(command, list, (start, limit) => {
    eachElement(bytes, start, limit, (type, nameStart, nameEnd) => {
      if (type === BsonType.array && nameOf(bytes, nameStart, nameEnd) === update) isFound = true;
    });
  });
  return isFound;
}
