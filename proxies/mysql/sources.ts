/**
 * What statements leave behind in a session for later ones: user variables, temporary tables, texts
 * prepared by name, and the warnings of the statement before. A later statement that uses one of them
 * derives from whatever the earlier one named.
 */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { emptyFacts, type Facts, mergeFacts } from './facts.ts';

/** Facts of a text that nobody has seen. */
export const opaqueFacts: Facts = { ...emptyFacts(), opaque: true };

/** Facts of a statement as the source of another's values: any name of it may be the column. */
function asSource(facts: Facts): Facts {
  const { tables, names, functions, jsonPaths, star, opaque } = facts;
  // Of what has been kept once, all may come of any use.
  const source = {
    tables,
    columns: names,
    names,
    loose: names,
    functions,
    jsonPaths,
    star,
    opaque,
  };
  return { ...emptyFacts(), ...source, shows: true, explains: true };
}

const reads = (facts: Facts): boolean =>
  facts.opaque || facts.tables.some(({ operation }) => operation === 'read');

export class Sources {
  #variables = new Map<string, Facts>();
  /** Stands for all variables beyond the number that we keep apart. */
  #manyVariables = emptyFacts();
  /** Temporary tables of this connection, with what they were filled from. */
  #temporaries = new Map<string, Facts>();
  #prepared = new Map<string, Facts>();
  #last = emptyFacts();

  /** The facts of a statement together with those that it stands on. `read` reads another text. */
  compose(facts: Facts, read: (text: Buffer) => Facts): Facts {
    const whole = this.#standsAlone(facts) ? facts : this.#joined(facts, read);
    if (!facts.diagnostics) this.#last = whole;
    return whole;
  }

  #standsAlone(facts: Facts): boolean {
    return (
      facts.variables.size === 0 &&
      facts.prepares.length === 0 &&
      facts.executes.length === 0 &&
      facts.temporaries.size === 0 &&
      this.#temporaries.size === 0 &&
      !facts.diagnostics
    );
  }

  #joined(facts: Facts, read: (text: Buffer) => Facts): Facts {
    const { shows, explains } = facts;
    const whole: Facts = { ...emptyFacts(), shows, explains };
    mergeFacts(whole, facts);
    if (facts.diagnostics) mergeFacts(whole, asSource(this.#last));
    this.#learnPrepared(facts, read);
    for (const name of facts.executes) mergeFacts(whole, this.#prepared.get(name) ?? opaqueFacts);
    this.#throughTemporaries(whole);
    this.#throughVariables(whole);
    return whole;
  }

  /** One statement may be read in several ways, and so prepare several texts by one name. */
  #learnPrepared(facts: Facts, read: (text: Buffer) => Facts): void {
    const made = new Map<string, Facts>();
    for (const { name, text } of facts.prepares) {
      const known = made.get(name) ?? { ...emptyFacts(), shows: true, explains: true };
      mergeFacts(known, text === undefined ? opaqueFacts : read(Buffer.from(text, 'utf8')));
      made.set(name, known);
    }
    for (const [name, known] of made) this.#prepared.set(name, known);
    if (this.#prepared.size > limits.mysql_statements_count_max) {
      throw new TidegateError('TG-MYSQL-0012', 'PREPARE');
    }
  }

  /** Columns of a temporary table may be any column of what filled it. */
  #throughTemporaries(whole: Facts): void {
    for (const name of whole.temporaries) {
      if (this.#temporaries.size < limits.mysql_variables_count_max) {
        if (!this.#temporaries.has(name)) this.#temporaries.set(name, emptyFacts());
      } else whole.opaque = true;
    }
    const names = whole.tables.map(({ name }) => name.toLowerCase());
    const used = new Set(names.filter((name) => this.#temporaries.has(name)));
    for (const name of used) {
      mergeFacts(whole, this.#temporaries.get(name) as Facts);
      whole.expressions.add(name);
      whole.nested = true;
    }
    if (used.size === 0 || !reads(whole)) return;
    const source = asSource(whole);
    const filled = whole.tables.filter(({ operation }) => operation !== 'read');
    for (const { name } of filled) {
      const key = name.toLowerCase();
      if (used.has(key)) this.#temporaries.set(key, source);
    }
  }

  /** A statement reads what its variables hold, and may put into them whatever it names. */
  #throughVariables(whole: Facts): void {
    const max = limits.mysql_variables_count_max;
    const names = [...whole.variables];
    for (const name of names) {
      const known = this.#variables.get(name);
      if (known) mergeFacts(whole, known);
      else if (this.#variables.size >= max) mergeFacts(whole, this.#manyVariables);
    }
    if (!reads(whole)) return;
    const source = asSource(whole);
    for (const name of names) {
      if (this.#variables.has(name) || this.#variables.size < max) {
        this.#variables.set(name, source);
      } else mergeFacts(this.#manyVariables, source);
    }
  }
}
