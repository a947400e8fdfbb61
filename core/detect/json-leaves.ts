/**
 * Leaves of a JSON text with the places where they stand in it (RFC 8259). For scans, where the whole
 * text is at hand; on the way of the data, core/payload walks bytes.
 */
import { limits } from '../limits.ts';

export interface JsonLeaf {
  readonly steps: string[];
  /** Number of the object or list that it is a member of. */
  readonly owner: number;
  readonly kind: 'string' | 'number';
  /** The raw text between the quotes, or the number as written. */
  readonly start: number;
  readonly end: number;
}

class Walker {
  readonly #text: string;
  readonly #visit: (leaf: JsonLeaf) => void;
  readonly #steps: string[] = [];
  at = 0;
  #owner = 0;
  #owners = 0;

  constructor(text: string, visit: (leaf: JsonLeaf) => void) {
    this.#text = text;
    this.#visit = visit;
  }

  skip(): void {
    while (this.at < this.#text.length && ' \t\n\r'.includes(this.#text[this.at])) this.at += 1;
  }

  /** Reads one value; false where the text is not JSON or too deep. */
  value(): boolean {
    this.skip();
    const char = this.#text[this.at];
    if (char === '{' || char === '[') {
      const outer = this.#owner;
      this.#owners += 1;
      this.#owner = this.#owners;
      const isRead = char === '{' ? this.#object() : this.#array();
      this.#owner = outer;
      return isRead;
    }
    if (char === '"') {
      const start = this.at + 1;
      if (!this.#string()) return false;
      this.#leaf('string', start, this.at - 1);
      return true;
    }
    return this.#word();
  }

  #leaf(kind: 'string' | 'number', start: number, end: number): void {
    this.#visit({ steps: [...this.#steps], owner: this.#owner, kind, start, end });
  }

  #string(): boolean {
    for (let at = this.at + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === 92) at += 1;
      else if (code === 34) {
        this.at = at + 1;
        return true;
      } else if (code < 32) return false;
    }
    return false;
  }

  #word(): boolean {
    word.lastIndex = this.at;
    const match = word.exec(this.#text);
    if (!match) return false;
    const start = this.at;
    this.at += match[0].length;
    if (match[1] !== undefined) this.#leaf('number', start, this.at);
    return true;
  }

  #object(): boolean {
    if (this.#steps.length >= limits.json_depth_max) return false;
    this.at += 1;
    this.skip();
    if (this.#text[this.at] === '}') return this.#close();
    for (;;) {
      this.skip();
      const start = this.at;
      if (this.#text[start] !== '"' || !this.#string()) return false;
      this.#steps.push(plainKey(this.#text.slice(start, this.at)));
      this.skip();
      if (this.#text[this.at] !== ':') return false;
      this.at += 1;
      if (!this.value()) return false;
      this.#steps.pop();
      this.skip();
      if (this.#text[this.at] === '}') return this.#close();
      if (this.#text[this.at] !== ',') return false;
      this.at += 1;
    }
  }

  #array(): boolean {
    if (this.#steps.length >= limits.json_depth_max) return false;
    this.at += 1;
    this.skip();
    if (this.#text[this.at] === ']') return this.#close();
    this.#steps.push('[]');
    for (;;) {
      if (!this.value()) return false;
      this.skip();
      if (this.#text[this.at] === ']') break;
      if (this.#text[this.at] !== ',') return false;
      this.at += 1;
    }
    this.#steps.pop();
    return this.#close();
  }

  #close(): boolean {
    this.at += 1;
    return true;
  }
}

const word = /(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|true|false|null/y;

function plainKey(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** Every string and number of `text` in order; undefined where `text` as a whole is not JSON. */
export function jsonLeaves(text: string): JsonLeaf[] | undefined {
  const leaves: JsonLeaf[] = [];
  const walker = new Walker(text, (leaf) => leaves.push(leaf));
  if (!walker.value()) return undefined;
  walker.skip();
  return walker.at === text.length ? leaves : undefined;
}
