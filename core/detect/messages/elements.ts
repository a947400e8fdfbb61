/**
 * Messages of banks and hospitals say by place what an element is, not by name: HL7 version 2 (chapter 2,
 * "Control"), ASC X12 (005010X222, X223), SWIFT MT (category 1 and 2) and NACHA files. Here they are cut
 * into the elements that detectors know.
 */

/** An element [start, end) of a message, by the class that its place gives it. */
export interface Element {
  readonly class: string;
  readonly start: number;
  readonly end: number;
}

const none: readonly Element[] = [];
const elementsMax = 10_000;
/** The shortest header of any of them. */
const lengthMin = 20;

type Reader = (text: string) => Element[];

/** How messages begin; HL7 sends a vertical tab before them (MLLP), and BHS or FHS where there are many. */
const readers: Readonly<Record<string, Reader>> = {
  MSH: readHl7,
  BHS: readHl7,
  FHS: readHl7,
  ISA: readX12,
  '{1:': readSwift,
  '101': readNacha,
};
const verticalTab = 0x0b;
const firstCodes: ReadonlySet<number> = new Set(
  Object.keys(readers).map((name) => name.charCodeAt(0)),
);

let lastText = '';
let last = none;

/** The elements of `text` where it is such a message; every detector of them asks, so it is cut once. */
export function elementsOf(text: string): readonly Element[] {
  if (text.length < lengthMin) return none;
  const at = text.charCodeAt(0) === verticalTab ? 1 : 0;
  if (!firstCodes.has(text.charCodeAt(at))) return none;
  const reader = readers[text.slice(at, at + 3)];
  if (!reader || /\w/.test(text[at + 3]) !== (reader === readSwift)) return none;
  if (text !== lastText) {
    last = reader(text);
    lastText = text;
  }
  return last;
}

type Fields = Readonly<Record<number, string>>;

/** HL7 v2.5.1, chapters 3 (PID, NK1) and 6 (DG1, GT1, IN1, IN2): fields by number. */
const hl7Fields: Readonly<Record<string, Fields>> = {
  PID: { 2: 'med.mrn', 3: 'med.mrn', 4: 'med.mrn', 19: 'pii.ssn', 20: 'pii.driver_license' },
  NK1: { 37: 'pii.ssn' },
  GT1: { 12: 'pii.ssn' },
  DG1: { 3: 'med.icd10' },
  IN1: { 36: 'med.insurance', 49: 'med.insurance' },
  IN2: { 2: 'pii.ssn', 6: 'med.insurance', 8: 'med.insurance', 61: 'med.insurance' },
};

/** Tells of each piece of text [from, to) between `separators`. */
function split(
  text: string,
  from: number,
  to: number,
  separators: string,
  tell: (start: number, end: number, index: number) => void,
): void {
  let start = from;
  let index = 0;
  for (let at = from; at <= to; at += 1) {
    if (at < to && !separators.includes(text[at])) continue;
    tell(start, at, index);
    index += 1;
    start = at + 1;
  }
}

/**
 * Segments end with a carriage return, fields with the character behind the first segment's name; `~`
 * repeats, `^` and `&` part.
 */
function readHl7(text: string): Element[] {
  const found: Element[] = [];
  // A batch or a file of messages begins with BHS or FHS.
  const separator = text[text.search(/MSH|BHS|FHS/) + 3];
  split(text, 0, text.length, '\r\n', (start, end) => {
    const fields = hl7Fields[text.slice(start, start + 3)];
    if (!fields || found.length > elementsMax) return;
    split(text, start, end, separator, (from, to, field) => {
      const className = fields[field];
      if (className === undefined || to === from) return;
      split(text, from, to, '~', (first, limit) => {
        const part = text.slice(first, limit).search(/[\^&]/);
        found.push({ class: className, start: first, end: part < 0 ? limit : first + part });
      });
    });
  });
  return found;
}

/** What the qualifier before an identification code says it is (X12 data elements 66 and 128). */
const nameQualifiers: Readonly<Record<string, string>> = {
  MI: 'med.insurance',
  '34': 'pii.ssn',
  XX: 'med.npi',
};
const referenceQualifiers: Readonly<Record<string, string>> = {
  SY: 'pii.ssn',
  EA: 'med.mrn',
  '1W': 'med.insurance',
  '0F': 'med.insurance',
};

/** NM1 bears its code in the ninth element, REF in the second, HI any number of composites. */
function readX12(text: string): Element[] {
  const found: Element[] = [];
  const separator = text[text.indexOf('ISA') + 3];
  split(text, 0, text.length, '~\r\n', (start, end) => {
    if (found.length > elementsMax) return;
    const segment = text.slice(start, end).split(separator, 1)[0];
    if (segment !== 'NM1' && segment !== 'REF' && segment !== 'HI') return;
    let qualifier = '';
    split(text, start, end, separator, (from, to, index) => {
      const value = text.slice(from, to);
      if (segment === 'HI') {
        const code = /^AB[A-Z]:([A-Z][0-9A-Z]{2,6})/.exec(value);
        if (code)
          found.push({ class: 'med.icd10', start: from + 4, end: from + 4 + code[1].length });
        return;
      }
      const known = segment === 'NM1' ? nameQualifiers : referenceQualifiers;
      const place = segment === 'NM1' ? 9 : 2;
      const className = index === place ? known[qualifier] : undefined;
      if (className !== undefined && to > from)
        found.push({ class: className, start: from, end: to });
      qualifier = value;
    });
  });
  return found;
}

/** The sender in the basic header, and the parties of fields 51A to 58A (SWIFT, "Standards MT"). */
const swiftParty =
  /(?:\{1:F\d\d|:5[1-8]A:(?:\/[^\n]{1,37}\n)?)([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3}(?![A-Z0-9]))?)/g;

function readSwift(text: string): Element[] {
  const found: Element[] = [];
  for (const match of text.matchAll(swiftParty)) {
    const end = match.index + match[0].length;
    found.push({ class: 'fin.bic', start: end - match[1].length, end });
  }
  return found;
}

/** File headers name two banks; an entry names the receiver's bank in places 4-12, the account in 13-29. */
const nachaHeader = /^101 (\d{9})/gm;
const nachaEntry = /^6\d\d(\d{9})([A-Za-z0-9-]{4,17}) *(?=[ \d])/gm;

function readNacha(text: string): Element[] {
  const found: Element[] = [];
  for (const { index } of text.matchAll(nachaHeader)) {
    found.push({ class: 'fin.aba', start: index + 4, end: index + 13 });
  }
  for (const match of text.matchAll(nachaEntry)) {
    const at = match.index;
    found.push({ class: 'fin.aba', start: at + 3, end: at + 12 });
    const account = text.slice(at + 12, at + 29).trimEnd();
    found.push({ class: 'fin.account', start: at + 12, end: at + 12 + account.length });
  }
  return found;
}
