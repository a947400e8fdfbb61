/**
 * What the value of an aggregation expression derives from. Evaluation is over origins instead of
 * values; what is not understood derives from everything in its arguments and below.
 */
import type { PathId } from '../../../core/inspect/paths.ts';
import { isDocument, type Value } from '../bson/values.ts';
import {
  choosingOperators,
  digestingOperators,
  listKeepingOperators,
  pickingOperators,
  plainMeta,
  plainVariables,
  scalarOperators,
  tellingOperators,
} from './operators.ts';
import { Derived, List, type Origin, Overlay, select, sourcesMax, unique } from './origins.ts';

/** What an expression can see. */
export interface Scope {
  /** `$$ROOT`, the document at hand. */
  readonly root: Origin;
  /** User variables by name, without `$$`. */
  readonly variables: ReadonlyMap<string, Origin>;
  /** Origin of constants. */
  readonly literal: Origin;
}

export function withVariables(scope: Scope, added: Iterable<[string, Origin]>): Scope {
  return { ...scope, variables: new Map([...scope.variables, ...added]) };
}

/** Everything that the scope can reach. */
export function anything(scope: Scope): Derived {
  const paths = [...scope.root.deep()];
  for (const variable of scope.variables.values()) paths.push(...variable.deep());
  const reached = unique(paths);
  return new Derived(reached, reached);
}

function isLiteral(origin: Origin, scope: Scope): boolean {
  return origin === scope.literal;
}

/** A scalar computed from `of`; constants add nothing. */
export function computed(of: readonly Origin[], scope: Scope): Origin {
  const stored = of.filter((one) => !isLiteral(one, scope));
  const paths = unique(stored.flatMap((one) => one.sources()));
  if (paths.length > sourcesMax) return digested(stored, scope);
  if (paths.length === 0) return scope.literal;
  return new Derived(paths, contentOf(stored, false));
}

function contentOf(of: readonly Origin[], deep: boolean): PathId[] {
  return unique(of.flatMap((one) => [...one.content(deep)]));
}

/** One of `of`, constants aside where there is anything else. */
function choose(of: readonly Origin[], scope: Scope, extra: readonly PathId[] = []): Origin {
  const stored = of.filter((one) => !isLiteral(one, scope));
  if (stored.length > 0) return select(stored, extra);
  return extra.length > 0 ? new Derived(extra) : scope.literal;
}

/** A value that may be or hold anything below `of`. */
function digested(of: readonly Origin[], scope: Scope): Origin {
  const stored = of.filter((one) => !isLiteral(one, scope));
  const paths = stored.flatMap((one) => one.deep());
  return paths.length === 0 ? scope.literal : new Derived(unique(paths), contentOf(stored, true));
}

/** Paths that `conditions` depend on: what a choice between values gives away. */
function influences(conditions: readonly Origin[], scope: Scope): PathId[] {
  return unique(conditions.filter((one) => !isLiteral(one, scope)).flatMap((one) => one.sources()));
}

/** Follows a field path such as `address.city` from `origin`; lists on the way are mapped over. */
export function follow(origin: Origin, path: string): Origin {
  let at = origin;
  for (const step of path.split('.')) at = at.child(step);
  return at;
}

function variable(text: string, scope: Scope): Origin {
  const [name, ...rest] = text.slice(2).split('.');
  let origin: Origin | undefined = scope.variables.get(name);
  if (name === 'ROOT' || name === 'CURRENT') origin ??= scope.root;
  else if (plainVariables.has(name)) origin ??= scope.literal;
  if (!origin) return anything(scope);
  return rest.length > 0 ? follow(origin, rest.join('.')) : origin;
}

/** Origin of the value of `expression`. */
export function evaluate(expression: Value, scope: Scope): Origin {
  if (typeof expression === 'string') {
    if (expression.startsWith('$$')) return variable(expression, scope);
    if (expression.startsWith('$') && expression.length > 1) {
      return follow(scope.variables.get('CURRENT') ?? scope.root, expression.slice(1));
    }
    return scope.literal;
  }
  if (Array.isArray(expression)) {
    if (expression.length === 0) return scope.literal;
    return new List(choose(evaluateAll(expression, scope), scope));
  }
  if (!isDocument(expression)) return scope.literal;
  const names = Object.keys(expression);
  if (names.length === 1 && names[0].startsWith('$')) {
    return operate(names[0], expression[names[0]], scope);
  }
  const fields = names.map((name): [string, Origin] => [name, evaluate(expression[name], scope)]);
  return fields.length === 0 ? scope.literal : new Overlay(new Map(fields), scope.literal);
}

/** The arguments of an operator: a list, or the one that may stand without brackets. */
function listed(argument: Value): readonly Value[] {
  return Array.isArray(argument) ? argument : [argument];
}

function evaluateAll(values: readonly Value[], scope: Scope): Origin[] {
  return values.map((one) => evaluate(one, scope));
}

/** Values of the named fields of an operator's document, or all of a list's. */
function parts(argument: Value): readonly Value[] {
  return isDocument(argument) && !isOperator(argument) ? Object.values(argument) : listed(argument);
}

function isOperator(value: Value): boolean {
  if (!isDocument(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && names[0].startsWith('$');
}

function operate(name: string, argument: Value, scope: Scope): Origin {
  const result = resultOf(name, argument, scope);
  const isTold = tellingOperators.has(name) && !isLiteral(result, scope);
  return isTold ? new Derived(result.sources()) : result;
}

function resultOf(name: string, argument: Value, scope: Scope): Origin {
  if (scalarOperators.has(name)) return computed(evaluateAll(parts(argument), scope), scope);
  if (choosingOperators.has(name)) return choose(evaluateAll(listed(argument), scope), scope);
  if (pickingOperators.has(name)) return pick(listed(argument), scope);
  if (listKeepingOperators.has(name)) return keepList(argument, scope);
  if (digestingOperators.has(name)) return digested([deepOf(argument, scope)], scope);
  const special = Object.hasOwn(specials, name) ? specials[name] : undefined;
  return special ? special(argument, scope) : anything(scope);
}

/** A member of the first argument where that is a list; otherwise one of the arguments. */
function pick(args: readonly Value[], scope: Scope): Origin {
  const origins = evaluateAll(args, scope);
  return choose(
    origins.flatMap((one) => (isLiteral(one, scope) ? [] : [one.index(), one])),
    scope,
  );
}

function keepList(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument) || isOperator(argument)) {
    return choose(evaluateAll(listed(argument), scope), scope);
  }
  const input = evaluate(argument.input, scope);
  if (argument.cond === undefined) return input;
  const as = typeof argument.as === 'string' ? argument.as : 'this';
  const inner = withVariables(scope, [[as, input.index()]]);
  return choose([input], scope, influences([evaluate(argument.cond, inner)], scope));
}

/** Everything that is named anywhere in `value`, whatever it means there. */
function deepOf(value: Value, scope: Scope): Origin {
  if (typeof value === 'string') return evaluate(value, scope);
  if (Array.isArray(value))
    return digested(
      value.map((one) => deepOf(one, scope)),
      scope,
    );
  if (!isDocument(value)) return scope.literal;
  return digested(
    Object.values(value).map((one) => deepOf(one, scope)),
    scope,
  );
}

function conditional(argument: Value, scope: Scope): Origin {
  const [condition, yes, no] =
    isDocument(argument) && !isOperator(argument)
      ? [argument.if, argument.then, argument.else]
      : listed(argument);
  return choose(
    evaluateAll([yes, no], scope),
    scope,
    influences([evaluate(condition, scope)], scope),
  );
}

function switched(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument) || !Array.isArray(argument.branches)) return anything(scope);
  const cases: Origin[] = [];
  const results: Origin[] = [];
  for (const branch of argument.branches) {
    if (!isDocument(branch)) return anything(scope);
    cases.push(evaluate(branch.case, scope));
    results.push(evaluate(branch.then, scope));
  }
  if ('default' in argument) results.push(evaluate(argument.default, scope));
  return choose(results, scope, influences(cases, scope));
}

function mapped(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument)) return anything(scope);
  const as = typeof argument.as === 'string' ? argument.as : 'this';
  const input = evaluate(argument.input, scope);
  const added: [string, Origin][] = [[as, input.index()]];
  if (typeof argument.arrayIndexAs === 'string') added.push([argument.arrayIndexAs, scope.literal]);
  return new List(evaluate(argument.in, withVariables(scope, added)));
}

/** Each turn is given what the one before it made; after two no field is left to come in. */
function reduced(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument)) return anything(scope);
  const input = evaluate(argument.input, scope);
  let value = evaluate(argument.initialValue, scope);
  for (let turn = 0; turn < 2; turn++) {
    const added: [string, Origin][] = [
      ['this', input.index()],
      ['value', value],
    ];
    value = digested([value, evaluate(argument.in, withVariables(scope, added))], scope);
  }
  return value;
}

function bound(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument) || !isDocument(argument.vars)) return anything(scope);
  const vars = Object.entries(argument.vars);
  const added = vars.map(([name, value]): [string, Origin] => [name, evaluate(value, scope)]);
  return evaluate(argument.in, withVariables(scope, added));
}

function constantName(value: Value): string | undefined {
  if (typeof value === 'string') return value.startsWith('$') ? undefined : value;
  if (isDocument(value) && typeof value.$literal === 'string') return value.$literal;
  return undefined;
}

function getField(argument: Value, scope: Scope): Origin {
  const isLong = isDocument(argument) && !isOperator(argument);
  const name = constantName(isLong ? argument.field : argument);
  const input = isLong && 'input' in argument ? evaluate(argument.input, scope) : scope.root;
  return name === undefined ? digested([input], scope) : input.child(name);
}

function setField(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument)) return anything(scope);
  const name = constantName(argument.field);
  const input = evaluate(argument.input, scope);
  if (name === undefined) {
    return digested([input, 'value' in argument ? deepOf(argument.value, scope) : input], scope);
  }
  const value = 'value' in argument ? evaluate(argument.value, scope) : scope.literal;
  return new Overlay(new Map([[name, value]]), input);
}

function meta(argument: Value, scope: Scope): Origin {
  // Collections that are clustered by it keep their documents under `_id`.
  if (argument === 'recordId') return computed([scope.root.child('_id')], scope);
  return typeof argument === 'string' && plainMeta.has(argument) ? scope.literal : anything(scope);
}

function zipped(argument: Value, scope: Scope): Origin {
  if (!isDocument(argument)) return anything(scope);
  const inputs = evaluateAll(listed(argument.inputs), scope).map((one) => one.index());
  const defaults = evaluateAll(listed(argument.defaults ?? []), scope);
  return new List(new List(choose([...inputs, ...defaults], scope)));
}

type Special = (argument: Value, scope: Scope) => Origin;

const specials: Readonly<Record<string, Special>> = {
  $literal: (_argument, scope) => scope.literal,
  $const: (_argument, scope) => scope.literal,
  $rand: (_argument, scope) => scope.literal,
  $meta: meta,
  $cond: conditional,
  $switch: switched,
  $map: mapped,
  $let: bound,
  $getField: getField,
  $setField: setField,
  $unsetField: setField,
  $zip: zipped,
  $reduce: reduced,
  // JavaScript sees its arguments only, but what another function was given may stand in a global.
  $function: (_argument, scope) => anything(scope),
};
