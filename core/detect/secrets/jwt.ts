/** JSON Web Tokens (RFC 7519, compact serialisation of RFC 7515): the header must decode to JSON. */
import { Shape } from '../../kernels/shapes.ts';
import type { Candidate, Detector, Hits } from '../detector.ts';

/** Longest header and whole token looked at, in characters. */
const headerMax = 4096;
const tokenMax = 65_536;

export function isBase64Url(code: number): boolean {
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

/** True when the segment decodes to a JSON object; `needs` one of these members when given. */
function isObject(segment: string, needs?: readonly string[]): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return needs === undefined || needs.some((name) => name in value);
  } catch {
    return false;
  }
}

/** End of the token that begins at `start`, or -1. */
export function jwtEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + tokenMax);
  const header = segmentEnd(text, start, Math.min(limit, start + headerMax));
  if (header - start < 10 || text.charCodeAt(header) !== 46) return -1;
  if (!isObject(text.slice(start, header), ['alg', 'typ', 'enc'])) return -1;
  const payload = segmentEnd(text, header + 1, limit);
  if (text.charCodeAt(payload) !== 46) return -1;
  let end = segmentEnd(text, payload + 1, limit);
  // Five segments are an encrypted token (RFC 7516), whose payload is not JSON.
  let segments = 3;
  while (segments < 5 && end < limit && text.charCodeAt(end) === 46) {
    end = segmentEnd(text, end + 1, limit);
    segments += 1;
  }
  return end;
}

export const jwt: Detector = {
  id: 'secret.jwt',
  class: 'secret.jwt',
  shapes: Shape.SECRET | Shape.TOKEN,
  chance: 0.01,
  fields: ['jwt', 'json web token', 'id token', 'bearer token', 'access token', 'refresh token'],
  find(candidate: Candidate, hits: Hits): void {
    const { text } = candidate;
    // `{"` in base64url begins with eyJ; a header may also begin with a space or a line break.
    for (let at = text.indexOf('ey'); at >= 0; at = text.indexOf('ey', at + 2)) {
      if (at > 0 && isBase64Url(text.charCodeAt(at - 1))) continue;
      const end = jwtEnd(text, at);
      if (end < 0) continue;
      hits.add(at, end, 6);
      at = end - 2;
    }
  },
};
