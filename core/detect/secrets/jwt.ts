/** JSON Web Tokens (RFC 7519, compact serialisation of RFC 7515): the header must decode to JSON. */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector } from '../detector.ts';
import { latin1 } from '../latin1.ts';
import { never } from '../weigh.ts';

/** Longest header and whole token read, in characters. */
const headerMax = 2048;
const tokenMax = 32_768;

function isBase64Url(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 95
  );
}

function segmentEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isBase64Url(text.charCodeAt(at))) at += 1;
  return at;
}

/** Headers seen last: an issuer writes the same one into all its tokens. */
const headers = new Map<string, boolean>();
const headersMax = 64;

function isHeader(segment: string): boolean {
  const known = headers.get(segment);
  if (known !== undefined) return known;
  const is = decodesToHeader(segment);
  if (headers.size >= headersMax) headers.clear();
  if (segment.length <= 256) headers.set(segment, is);
  return is;
}

/** True when the segment decodes to a JSON object with one of the members of a JOSE header. */
function decodesToHeader(segment: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null) return false;
    return 'alg' in value || 'enc' in value || 'typ' in value;
  } catch {
    return false;
  }
}

/** The value of a digit of base64url, of those that `isBase64Url` takes. */
function digitOf(code: number): number {
  if (code >= 97) return code - 71;
  if (code === 95) return 63;
  if (code >= 65) return code - 65;
  return code === 45 ? 62 : code + 4;
}

/** True when what is encoded in [start, end) ends as an object of JSON does; little else does. */
function endsAsObject(text: string, start: number, end: number): boolean {
  const last = digitOf(text.charCodeAt(end - 1));
  const before = digitOf(text.charCodeAt(end - 2));
  const digits = (end - start) % 4;
  let byte = ((before & 3) << 6) | last;
  if (digits === 3) byte = ((before & 15) << 4) | (last >> 2);
  else if (digits === 2) byte = (before << 2) | (last >> 4);
  // One digit alone holds no byte; what it stands behind is looked at in full.
  return digits === 1 || byte === 125 || byte <= 32;
}

/** End of the token that begins at `start`, or -1. */
export function jwtEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + tokenMax);
  const header = segmentEnd(text, start, Math.min(limit, start + headerMax));
  if (header - start < 10 || text.charCodeAt(header) !== 46) return -1;
  if (!endsAsObject(text, start, header) || !isHeader(text.slice(start, header))) return -1;
  const payload = segmentEnd(text, header + 1, limit);
  if (text.charCodeAt(payload) !== 46) return payload - header > 10 ? payload : -1;
  let end = segmentEnd(text, payload + 1, limit);
  // Five segments are an encrypted token (RFC 7516).
  for (let segments = 3; segments < 5; segments += 1) {
    if (text.charCodeAt(end) !== 46 || !isBase64Url(text.charCodeAt(end + 1))) break;
    end = segmentEnd(text, end + 1, limit);
  }
  return end;
}

export const jwt: Detector = {
  id: 'secret.jwt',
  class: 'secret.jwt',
  shapes: Shape.SECRET | Shape.TOKEN,
  chance: 0.01,
  fields: ['jwt', 'json web token', 'id token', 'jwt token'],
  whole(bytes, start, end) {
    if (bytes[start] !== 101 || bytes[start + 1] !== 121) return never;
    const text = latin1(bytes, start, end);
    return jwtEnd(text, 0) === text.length ? 6 : never;
  },
  prefixes: [
    {
      // `{"` in base64url is `eyJ`; with white space behind the brace `ewo`, `ewog`, `eyA`.
      prefixes: ['eyJ', 'eyA', 'ewo', 'ewk', 'ew0'],
      read(text, start, hits) {
        if (text.charCodeAt(start - 1) === 45) return -1;
        const end = jwtEnd(text, start);
        if (end > 0) hits.add(start, end, 6);
        return end;
      },
    },
  ],
};
