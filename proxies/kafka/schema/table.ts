/**
 * Shape of the message table and the version ranges in it. The table itself (`messages.ts`) is made
 * by `scripts/kafka-schema.ts` from Apache Kafka's own message definitions; this file only knows how
 * to read one. Ranges are written as Kafka writes them: `3-13`, `9+`, `0`, `none`.
 */

/** What a field has besides name, type and versions. Absent means Kafka's default for it. */
export interface FieldOptions {
  /** Versions in which it may be null. */
  nullable?: string;
  /** Versions in which it is a tagged field, with its tag. */
  tagged?: string;
  tag?: number;
  /** Default value as Kafka's definition writes it. */
  default?: string;
  /** `none` where the field keeps its classic form in flexible versions (header's client id). */
  flexible?: string;
  /** What the field names: `topicName`, `brokerId`, `groupId`, ... */
  entity?: string;
  /** Fields of an inline struct. */
  fields?: readonly FieldRow[];
}

/** Name, type (`int32`, `[]TopicData`, ...) and versions of a field. */
export type FieldRow = readonly [name: string, type: string, versions: string, FieldOptions?];

export interface MessageRow {
  /** API key, or -1 for the two headers. */
  readonly key: number;
  readonly kind: 'request' | 'response' | 'header';
  readonly name: string;
  readonly versions: string;
  readonly flexible: string;
  /** True where the newest version is not stable yet, so that we neither offer nor accept it. */
  readonly unstable?: boolean;
  readonly fields: readonly FieldRow[];
  /** Structs shared by several fields of the message. */
  readonly structs?: Readonly<Record<string, readonly FieldRow[]>>;
}

export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

const none: VersionRange = { min: 0, max: -1 };

/** Reads `3-13`, `9+`, `0` or `none`; an open end is 32767, the greatest int16. */
export function parseVersions(text: string): VersionRange {
  if (text === 'none') return none;
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a range of versions: ${text}`);
  const min = Number(match[1]);
  if (match[2]) return { min, max: 32767 };
  return { min, max: match[3] === undefined ? min : Number(match[3]) };
}

export function includes(range: VersionRange, version: number): boolean {
  return version >= range.min && version <= range.max;
}
