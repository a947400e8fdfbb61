/**
 * What the documents behind an aggregation pipeline derive from, stage by stage. A stage that is not
 * known makes everything derive from anything.
 */
import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { accumulate } from './accumulators.ts';
import { anything, computed, evaluate, follow, type Scope, withVariables } from './expressions.ts';
import { passingStages } from './operators.ts';
import { Changed, Derived, List, type Origin, Overlay, select } from './origins.ts';

/** What a pipeline needs to know of the world. */
export interface World {
  /** Origin of the documents of a collection or view. Notes that it is read. */
  collection(database: string, name: string): Origin;
  /** Notes that documents with the origin `documents` are written there, undefined: as they are. */
  writes(database: string, name: string, documents?: Origin): void;
  readonly literal: Origin;
}

/** A pipeline at work: the database it runs in and the variables around it. */
export interface Flow {
  readonly world: World;
  readonly database: string;
  readonly variables: ReadonlyMap<string, Origin>;
  readonly depth: number;
}

const scopeOf = (flow: Flow, root: Origin): Scope => ({
  root,
  variables: flow.variables,
  literal: flow.world.literal,
});

function unclear(detail: string): TidegateError {
  return new TidegateError('TG-MONGO-0011', detail);
}

/** Origin of the documents that `stages` make of documents with the origin `input`. */
export function run(stages: readonly Value[], input: Origin, flow: Flow): Origin {
  if (flow.depth > limits.mongo_view_depth_max) throw unclear('pipelines nest too deeply');
  if (stages.length > limits.mongo_pipeline_stages_count_max) throw unclear('too many stages');
  let at = input;
  for (const stage of stages) {
    if (!isDocument(stage)) throw unclear('a stage is no document');
    for (const name of Object.keys(stage)) at = step(name, stage[name], at, flow);
  }
  return at;
}

type Stage = (argument: Value, input: Origin, flow: Flow) => Origin;

function step(name: string, argument: Value, input: Origin, flow: Flow): Origin {
  if (passingStages.has(name)) return input;
  const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (stage) return stage(argument, input, flow);
  if (mayJoin(argument)) throw unclear(name);
  return anything(scopeOf(flow, input));
}

/** True for a stage whose documents need not be those of the collection before it. */
export function isKnownStage(name: string): boolean {
  return passingStages.has(name) || Object.hasOwn(stages, name);
}

const joiningNames = new Set(['from', 'coll', 'db', 'into', 'pipeline', 'pipelines', 'ns']);

/** True where the argument of a stage that is not known might name other collections. */
function mayJoin(argument: Value): boolean {
  if (Array.isArray(argument)) return argument.some(mayJoin);
  if (!isDocument(argument)) return false;
  return Object.entries(argument).some(([name, value]) => joiningNames.has(name) || mayJoin(value));
}

function required(value: Value, detail: string): Document {
  if (!isDocument(value)) throw unclear(detail);
  return value;
}

/**
 * Puts `origin` at the dotted `path` of a document, on top of what was there. A constant counts as
 * made of what was there: to take it for the field's own value does no harm, and the reverse would.
 */
export function place(base: Origin, path: string, origin: Origin, literal?: Origin): Origin {
  const dot = path.indexOf('.');
  if (dot < 0) {
    return overlaid(base, path, origin === literal ? new Changed(base.child(path)) : origin);
  }
  const name = path.slice(0, dot);
  return overlaid(base, name, place(base.child(name), path.slice(dot + 1), origin, literal));
}

function overlaid(base: Origin, name: string, origin: Origin): Origin {
  if (base instanceof Overlay) {
    return new Overlay(new Map([...base.fields, [name, origin]]), base.rest);
  }
  return new Overlay(new Map([[name, origin]]), base);
}

/** Numbers of all kinds and booleans include or exclude; no other type computes anything either. */
const isFlag = (value: Value): boolean =>
  typeof value !== 'string' && !Array.isArray(value) && !isDocument(value);

/**
 * The fields that a projection computes, laid over the document. Fields that it includes or excludes
 * keep their own origin, so only computed ones matter. `prefix` is the dotted path so far.
 */
export function project(
  spec: Document,
  input: Origin,
  base: Origin,
  scope: Scope,
  prefix = '',
): Origin {
  let at = base;
  for (const [name, value] of Object.entries(spec)) {
    const path = prefix + name;
    if (isFlag(value)) continue;
    if (isDocument(value) && !Object.keys(value).some((key) => key.startsWith('$'))) {
      at = project(value, input, at, scope, `${path}.`);
    } else if (isSelector(value)) {
      // $slice, $elemMatch of find: members of the field itself.
    } else {
      at = place(at, path, evaluate(value, scope), scope.literal);
    }
  }
  return at;
}

/** Operators of a find projection that choose members of the field that they stand on. */
function isSelector(value: Value): boolean {
  if (!isDocument(value)) return false;
  if ('$elemMatch' in value) return true;
  if (!('$slice' in value)) return false;
  // With a list of numbers or a number it is find's $slice; with expressions it is aggregation's.
  const { $slice: slice } = value;
  return Array.isArray(slice) ? slice.every(isFlag) : isFlag(slice);
}

function addFields(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = required(argument, '$addFields');
  return add(spec, input, scopeOf(flow, input), '');
}

function add(spec: Document, base: Origin, scope: Scope, prefix: string): Origin {
  let at = base;
  for (const [name, value] of Object.entries(spec)) {
    const path = prefix + name;
    const isNested =
      isDocument(value) &&
      Object.keys(value).length > 0 &&
      !Object.keys(value).some((key) => key.startsWith('$'));
    at = isNested
      ? add(value as Document, at, scope, `${path}.`)
      : place(at, path, evaluate(value, scope), scope.literal);
  }
  return at;
}

function group(argument: Value, input: Origin, flow: Flow): Origin {
  const scope = scopeOf(flow, input);
  const fields = new Map<string, Origin>();
  for (const [name, value] of Object.entries(required(argument, '$group'))) {
    fields.set(name, name === '_id' ? evaluate(value, scope) : accumulate(value, scope));
  }
  return new Overlay(fields, anything(scope));
}

function bucket(argument: Value, input: Origin, flow: Flow, isAuto: boolean): Origin {
  const spec = required(argument, '$bucket');
  const scope = scopeOf(flow, input);
  const key = evaluate(spec.groupBy, scope);
  const id = isAuto
    ? new Overlay(
        new Map([
          ['min', key],
          ['max', key],
        ]),
        key,
      )
    : computed([key], scope);
  const fields = new Map<string, Origin>([['_id', id]]);
  if (!isDocument(spec.output)) fields.set('count', flow.world.literal);
  else {
    for (const [name, value] of Object.entries(spec.output)) {
      fields.set(name, accumulate(value, scope));
    }
  }
  return new Overlay(fields, anything(scope));
}

/** `from` of a joining stage: a name in the same database, or `{db, coll}`. */
function joined(from: Value, flow: Flow): Origin {
  if (typeof from === 'string') return flow.world.collection(flow.database, from);
  if (isDocument(from) && typeof from.coll === 'string') {
    const database = typeof from.db === 'string' ? from.db : flow.database;
    return flow.world.collection(database, from.coll);
  }
  throw unclear('collection of a join');
}

function lookup(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = required(argument, '$lookup');
  if (typeof spec.as !== 'string') throw unclear('$lookup');
  const scope = scopeOf(flow, input);
  let found: Origin = spec.from === undefined ? flow.world.literal : joined(spec.from, flow);
  if (spec.pipeline !== undefined) {
    if (!Array.isArray(spec.pipeline)) throw unclear('$lookup');
    const lets = isDocument(spec.let) ? Object.entries(spec.let) : [];
    const added = lets.map(([name, value]): [string, Origin] => [name, evaluate(value, scope)]);
    const variables = withVariables(scope, added).variables;
    found = run(spec.pipeline, found, { ...flow, variables, depth: flow.depth + 1 });
  }
  return place(input, spec.as, new List(found));
}

function graphLookup(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = required(argument, '$graphLookup');
  if (typeof spec.as !== 'string') throw unclear('$graphLookup');
  let found = joined(spec.from, flow);
  if (typeof spec.depthField === 'string') {
    found = place(found, spec.depthField, flow.world.literal);
  }
  return place(input, spec.as, new List(found));
}

function unionWith(argument: Value, input: Origin, flow: Flow): Origin {
  if (typeof argument === 'string') return select([input, joined(argument, flow)]);
  const spec = required(argument, '$unionWith');
  const other = spec.coll === undefined ? flow.world.literal : joined(spec, flow);
  if (spec.pipeline === undefined) return select([input, other]);
  if (!Array.isArray(spec.pipeline)) throw unclear('$unionWith');
  return select([input, run(spec.pipeline, other, { ...flow, depth: flow.depth + 1 })]);
}

function facet(argument: Value, input: Origin, flow: Flow): Origin {
  const fields = new Map<string, Origin>();
  for (const [name, stages] of Object.entries(required(argument, '$facet'))) {
    if (!Array.isArray(stages)) throw unclear('$facet');
    fields.set(name, new List(run(stages, input, { ...flow, depth: flow.depth + 1 })));
  }
  return new Overlay(fields, anything(scopeOf(flow, input)));
}

function unwind(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = isDocument(argument) ? argument : { path: argument };
  if (typeof spec.path !== 'string' || !spec.path.startsWith('$')) throw unclear('$unwind');
  const path = spec.path.slice(1);
  const list = follow(input, path);
  const out = place(input, path, select([list.index(), list]));
  if (typeof spec.includeArrayIndex !== 'string') return out;
  return place(out, spec.includeArrayIndex, flow.world.literal);
}

function replaceWith(argument: Value, input: Origin, flow: Flow): Origin {
  return evaluate(argument, scopeOf(flow, input));
}

function windowFields(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = required(argument, '$setWindowFields');
  const scope = scopeOf(flow, input);
  let at = input;
  for (const [path, value] of Object.entries(required(spec.output, '$setWindowFields'))) {
    const { window: _window, ...accumulator } = required(value, '$setWindowFields');
    at = place(at, path, accumulate(accumulator, scope));
  }
  return at;
}

function fill(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = required(argument, '$fill');
  const scope = scopeOf(flow, input);
  let at = input;
  for (const [path, value] of Object.entries(required(spec.output, '$fill'))) {
    const own = new Changed(follow(input, path));
    const isGiven = isDocument(value) && value.value !== undefined;
    at = place(at, path, isGiven ? select([own, evaluate(value.value, scope)]) : own);
  }
  return at;
}

function geoNear(argument: Value, input: Origin, flow: Flow): Origin {
  const spec = required(argument, '$geoNear');
  const all = anything(scopeOf(flow, input));
  const far = new Derived(all.sources());
  let at = input;
  if (typeof spec.distanceField === 'string') at = place(at, spec.distanceField, far);
  if (typeof spec.includeLocs === 'string') at = place(at, spec.includeLocs, all);
  return at;
}

function written(argument: Value, input: Origin, flow: Flow): Origin {
  const into = isDocument(argument) && 'into' in argument ? argument.into : argument;
  const isPath = isDocument(into) && typeof into.coll === 'string';
  if (typeof into !== 'string' && !isPath) throw unclear('target of $out or $merge');
  const name = isPath ? String(into.coll) : String(into);
  const database = isPath && typeof into.db === 'string' ? into.db : flow.database;
  flow.world.writes(database, name, input);
  const whenMatched = isDocument(argument) ? argument.whenMatched : undefined;
  if (Array.isArray(whenMatched)) {
    // It reads the document that is there, and what is written as `$$new`.
    const lets = isDocument(argument) && isDocument(argument.let) ? argument.let : {};
    const scope = scopeOf(flow, input);
    const added = Object.entries(lets).map(([key, value]): [string, Origin] => [
      key,
      evaluate(value, scope),
    ]);
    const { variables } = withVariables(scope, [['new', input], ...added]);
    const there = flow.world.collection(database, name);
    const merged = run(whenMatched, there, { ...flow, variables, depth: flow.depth + 1 });
    flow.world.writes(database, name, merged);
  }
  return new Derived(input.deep());
}

function documents(argument: Value, _input: Origin, flow: Flow): Origin {
  const scope = scopeOf(flow, flow.world.literal);
  return evaluate(argument, scope).index();
}

const stages: Readonly<Record<string, Stage>> = {
  $project: (argument, input, flow) =>
    project(required(argument, '$project'), input, input, scopeOf(flow, input)),
  $addFields: addFields,
  $set: addFields,
  $unset: (_argument, input) => input,
  $densify: (argument, input) => {
    const { field } = required(argument, '$densify');
    if (typeof field !== 'string') throw unclear('$densify');
    return place(input, field, new Changed(follow(input, field)));
  },
  $group: group,
  $bucket: (argument, input, flow) => bucket(argument, input, flow, false),
  $bucketAuto: (argument, input, flow) => bucket(argument, input, flow, true),
  $count: (_argument, _input, flow) => flow.world.literal,
  $sortByCount: (argument, input, flow) =>
    group({ _id: argument, count: { $sum: 1 } }, input, flow),
  $replaceRoot: (argument, input, flow) =>
    replaceWith(required(argument, '$replaceRoot').newRoot, input, flow),
  $replaceWith: replaceWith,
  $lookup: lookup,
  $graphLookup: graphLookup,
  $unionWith: unionWith,
  $facet: facet,
  $unwind: unwind,
  $setWindowFields: windowFields,
  $fill: fill,
  $geoNear: geoNear,
  $documents: documents,
  $out: written,
  $merge: written,
};
