/** What both directions of one connection share. */
import type { ConversationContext } from '../../core/protocol.ts';
import { type Cursors, cursorsOf } from './cursors.ts';
import { type Catalog, catalogOf } from './lineage/catalog.ts';
import { PendingQueue } from './pending.ts';
import type { Question } from './questions.ts';
import type { Ground } from './readings.ts';
import { Samples } from './samples.ts';
import { Seeker } from './seeker.ts';
import { Walk } from './walk.ts';

export class Connection {
  readonly context: ConversationContext;
  readonly queue = new PendingQueue();
  readonly cursors: Cursors;
  readonly ground: Ground;
  readonly seeker: Seeker;
  readonly samples: Samples;
  readonly walk: Walk;
  /** Questions of our own that wait to be sent. */
  readonly questions: Question[] = [];

  constructor(context: ConversationContext) {
    this.context = context;
    const { listener } = context.client;
    const { paths } = context.inspector;
    this.cursors = cursorsOf(paths, listener);
    const catalog =
      context.options.resolve_views === false ? undefined : catalogOf(paths, listener);
    this.ground = { paths, catalog };
    this.seeker = new Seeker(catalog, (question) => this.questions.push(question));
    this.samples = new Samples(paths, listener, (question) => this.questions.push(question));
    this.walk = new Walk(context.inspector);
  }

  /** Forgets the views of `database`, which a command may change. */
  forgetViews(database: string): void {
    const { catalog }: { catalog: Catalog | undefined } = this.ground;
    catalog?.forget(database);
  }
}
