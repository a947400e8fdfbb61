/** Which part of the project may import which. The arrows of docs/architecture.md, as a table. */

export interface Arrow {
  /** Applies to files whose path matches. */
  readonly from: RegExp;
  /** When given, every import of a project file must match one of these... */
  readonly only?: readonly RegExp[];
  /** ...and none may match one of these. */
  readonly never?: readonly RegExp[];
  /** Files that may be imported for their types alone. */
  readonly types?: readonly RegExp[];
  readonly because: string;
}

const protocolNames = ['kafka', 'mongo', 'mysql'] as const;

const protocolArrows: Arrow[] = protocolNames.map((name) => ({
  from: new RegExp(`^proxies/${name}/`),
  only: [
    new RegExp(`^proxies/${name}/`),
    /^core\/(protocol|errors|limits)\.ts$/,
    /^core\/(bytes|kernels|inspect|payload)\//,
  ],
  types: [/^core\/events\.ts$/],
  because: 'a protocol knows its own folder and the contract; neither policy nor another protocol',
}));

export const arrows: readonly Arrow[] = [
  ...protocolArrows,
  {
    from: /^proxies\/index\.ts$/,
    only: [/^proxies\/[a-z]+\/index\.ts$/, /^core\/protocol\.ts$/],
    because: 'the list of protocols is a list',
  },
  {
    from: /^core\//,
    only: [/^core\//],
    because: 'the engine knows neither protocols nor who listens to its events',
  },
  {
    from: /^core\/(detect|mask)\//,
    never: [/^core\/(policy|session|net)\//, /^core\/(gate|protocol)\.ts$/],
    because: 'detectors and masks know bytes and types, not policy',
  },
  {
    from: /^core\/(bytes|kernels)\//,
    only: [/^core\/(bytes|kernels)\//, /^core\/(errors|limits)\.ts$/],
    because: 'bytes and kernels lie below everything else',
  },
  {
    from: /^observe\//,
    never: [/^(proxies|console|cli|demo|testing)\//, /^core\/(session|net)\//],
    because: 'observers subscribe to core/events',
  },
  {
    from: /^(core|proxies|observe|console|cli|testing|demo|bin)\//,
    never: [/^(test|scripts)\//],
    because: 'what is shipped does not need the tests',
  },
  {
    from: /^(core|proxies|observe)\//,
    never: [/^(console|cli|testing|demo|bin)\//],
    because: 'cli, console, testing and demo sit on top',
  },
];

/** Why `from` may not import `to`, or undefined if it may. */
export function forbidden(from: string, to: string, typeOnly: boolean): string | undefined {
  for (const arrow of arrows) {
    if (!arrow.from.test(from)) continue;
    if (typeOnly && arrow.types?.some((pattern) => pattern.test(to))) continue;
    const outside = arrow.only !== undefined && !arrow.only.some((pattern) => pattern.test(to));
    if (outside || arrow.never?.some((pattern) => pattern.test(to))) return arrow.because;
  }
  return undefined;
}
