/**
 * What an analyst with a shell might try. Each attempt gives nothing but what was made of sensitive
 * values; it is run straight at the server, where it must yield some of them, and through the gate,
 * where every value must come masked or the attempt be refused with one of the gate's codes.
 */
import type { Db, Document, MongoClient } from 'mongodb';
import { half, pipelines, project, reversed } from './pipelines.ts';

export interface Attempt {
  readonly name: string;
  /** Works on a replica set only. */
  readonly replicated?: boolean;
  readonly run: (db: Db, client: MongoClient) => Promise<unknown>;
}

/** What tells of content by a choice alone is not stopped where nothing names the field. */
const forNamedOnly = new Set(['in a choice for each digit']);

const field = (name: string, isNamed: boolean): Attempt[] =>
  Object.entries(pipelines)
    .filter(([what]) => isNamed || !forNamedOnly.has(what))
    .map(([what, pipeline]) => ({
      name: `${name} ${what}`,
      run: (db) =>
        db
          .collection('people')
          .aggregate(pipeline(`$${name}`))
          .toArray(),
    }));

/** The error of a command, with all that it tells. */
async function errorOf(command: Promise<unknown>): Promise<unknown> {
  try {
    await command;
  } catch (error) {
    const { message, errorResponse } = error as Error & { errorResponse?: Document };
    if (/^TG-|blocked by policy/.test(message)) throw error;
    return { text: message, keyValue: errorResponse?.keyValue };
  }
  throw new Error('no error');
}

const found = (db: Db, collection: string, projection: Document): Promise<unknown> =>
  db
    .collection(collection)
    .find({}, { projection: { _id: 0, ...projection } })
    .toArray();

const ssn = '$ssn';

const writings: Attempt[] = [
  {
    name: 'copied by an update',
    async run(db) {
      await db.collection('people').updateMany({}, [{ $set: { copy: half(ssn) } }]);
      return found(db, 'people', { copy: 1 });
    },
  },
  {
    name: 'copied with the document around it',
    async run(db) {
      await db.collection('people').updateMany({}, [{ $set: { copy: '$address' } }]);
      return found(db, 'people', { 'copy.city': 1 });
    },
  },
  {
    name: 'renamed',
    async run(db) {
      await db.collection('people').updateMany({}, { $rename: { ssn: 'copy' } });
      return found(db, 'people', { copy: 1 });
    },
  },
  {
    name: 'renamed with the document around it',
    async run(db) {
      await db.collection('people').updateMany({}, { $rename: { address: 'copy' } });
      return found(db, 'people', { 'copy.city': 1 });
    },
  },
  {
    name: 'written to another collection',
    async run(db) {
      await db
        .collection('people')
        .aggregate([{ $project: { x: half(ssn) } }, { $out: 'copies' }])
        .toArray();
      return found(db, 'copies', { x: 1 });
    },
  },
  {
    name: 'merged into its own collection',
    async run(db) {
      await db
        .collection('people')
        .aggregate([{ $project: { copy: half(ssn) } }, { $merge: { into: 'people' } }])
        .toArray();
      return found(db, 'people', { copy: 1 });
    },
  },
  {
    name: 'copied where a merge meets it',
    async run(db) {
      const whenMatched = [{ $set: { copy: half(ssn) } }];
      await db
        .collection('plain')
        .aggregate([{ $merge: { into: 'people', whenMatched } }])
        .toArray();
      return found(db, 'people', { copy: 1 });
    },
  },
  {
    name: 'moved to another name',
    async run(db) {
      await db.collection('people').rename('others');
      return found(db, 'others', { ssn: 1 });
    },
  },
  {
    name: 'moved by an operation of the log',
    async run(db, client) {
      const o = { renameCollection: `${db.databaseName}.people`, to: `${db.databaseName}.others` };
      const ns = `${db.databaseName}.$cmd`;
      await client.db('admin').command({ applyOps: [{ op: 'c', ns, o }] });
      return found(db, 'others', { ssn: 1 });
    },
  },
];

const readings: Attempt[] = [
  {
    name: 'through a view',
    async run(db) {
      await db.createCollection('seen', { viewOn: 'people', pipeline: project(half(ssn)) });
      return found(db, 'seen', { x: 1 });
    },
  },
  {
    name: 'through a view of a view, by distinct',
    async run(db) {
      await db.createCollection('seen1', { viewOn: 'people', pipeline: project(ssn) });
      await db.createCollection('seen2', { viewOn: 'seen1', pipeline: project('$x') });
      return db.collection('seen2').distinct('x');
    },
  },
  {
    name: 'through a view that changes',
    async run(db) {
      await db.createCollection('seen3', { viewOn: 'plain', pipeline: [] });
      await found(db, 'seen3', { x: 1 });
      await db.command({ collMod: 'seen3', viewOn: 'people', pipeline: project(half(ssn)) });
      return found(db, 'seen3', { x: 1 });
    },
  },
  {
    name: 'as keys of an index',
    async run(db) {
      await db.collection('people').createIndex({ ssn: 1 }, { name: 'by ssn' });
      const options = { returnKey: true, hint: 'by ssn' } as const;
      return db
        .collection('people')
        .find({ ssn: { $gt: '' } }, options)
        .toArray();
    },
  },
  {
    name: 'as terms of a text index',
    async run(db) {
      await db.collection('people').createIndex({ 'address.city': 'text' });
      const terms = (await db.collection('people').distinct('address.zip')).map(
        (zip) => `ort${zip}`,
      );
      const filter = { $text: { $search: terms.join(' ') } };
      const rows = await db
        .collection('people')
        .aggregate([{ $match: filter }, ...project('$address.city')])
        .toArray();
      return rows;
    },
  },
  {
    name: 'as hashes and sort keys of indexes',
    async run(db) {
      const people = db.collection('people');
      await people.createIndex({ card: 'hashed' }, { name: 'hashed' });
      await people.createIndex({ card: 1 }, { name: 'de', collation: { locale: 'de' } });
      return [
        await people.find({}, { returnKey: true, hint: 'hashed' }).toArray(),
        await people
          .find({ card: { $gt: '' } }, { returnKey: true, hint: 'de', collation: { locale: 'de' } })
          .toArray(),
      ];
    },
  },
  {
    name: 'in errors of expressions',
    run: async (db) => [
      await errorOf(
        db
          .collection('people')
          .aggregate(project({ $toInt: ssn }))
          .toArray(),
      ),
      await errorOf(db.collection('people').find({ $where: 'throw this.ssn' }).toArray()),
      await errorOf(
        db
          .collection('people')
          .aggregate(project({ $toObjectId: reversed('$card') }))
          .toArray(),
      ),
    ],
  },
  {
    name: 'in the error of a unique index',
    async run(db) {
      await db.collection('people').insertOne({ _id: 1_000 as never, ssn: '219-09-9981' });
      await db.collection('people').insertOne({ _id: 1_001 as never, ssn: '219-09-9981' });
      const { keyValue } = (await errorOf(
        db.collection('people').createIndex({ ssn: 1 }, { name: 'u', unique: true }),
      )) as Document;
      return keyValue;
    },
  },
  {
    name: 'by mapReduce',
    async run(db) {
      const reply = await db.command({
        mapReduce: 'people',
        map: 'function () { emit(this.ssn.split("").reverse().join(""), this.ssn) }',
        reduce: 'function (k, v) { return v[0] }',
        out: { inline: 1 },
      });
      return reply.results;
    },
  },
  {
    name: 'by a cursor on another connection',
    async run(db) {
      const cursor = { batchSize: 0 };
      const reply = await db.command({ aggregate: 'people', pipeline: project(half(ssn)), cursor });
      const more = { getMore: reply.cursor.id, collection: 'people' };
      return (await db.command(more)).cursor.nextBatch;
    },
  },
  {
    name: 'as internal time, in options of patterns',
    async run(db) {
      return found(db, 'people', { stamp: 1, pattern: 1 });
    },
  },
  {
    name: 'after the gate was taught otherwise',
    async run(db) {
      const people = db.collection('people');
      for (let round = 0; round < 20; round++) {
        await people.aggregate([{ $project: { number: { $add: ['$number', round] } } }]).toArray();
        await people.aggregate([{ $project: { number: { $rand: {} } } }]).toArray();
      }
      return found(db, 'people', { number: 1 });
    },
  },
  {
    name: 'in the profile of a join',
    async run(db) {
      const [one] = await db.collection('secrets').find().toArray();
      await db.command({ profile: 2 });
      const pipeline = [{ $match: { ssn: one.text } }];
      await db
        .collection('plain')
        .aggregate([{ $lookup: { from: 'people', pipeline, as: 'y' } }])
        .toArray();
      await db.command({ profile: 0 });
      const filter = { 'command.aggregate': 'plain' };
      const entries = await db.collection('system.profile').find(filter).toArray();
      return entries.map(({ command }) => command.pipeline?.[0]?.$lookup?.pipeline);
    },
  },
  {
    name: 'in lines of the log',
    async run(_db, client) {
      const { log } = await client.db('admin').command({ getLog: 'global' });
      return [log.length];
    },
  },
];

const events: Attempt[] = [
  {
    name: 'in events of a cluster',
    replicated: true,
    async run(db, client) {
      const stream = client.watch([], { fullDocument: 'updateLookup' });
      await stream.tryNext();
      await db.collection('people').updateOne({}, { $set: { touched: Math.random() } });
      const event = (await stream.next()) as Document;
      await stream.close();
      return [event.fullDocument.ssn, event.fullDocument.card];
    },
  },
  {
    name: 'in descriptions of updates',
    replicated: true,
    async run(db) {
      const changeStream = { showRawUpdateDescription: true };
      const pipeline = [{ $changeStream: changeStream }];
      const reply = await db.command({ aggregate: 'people', pipeline, cursor: {} });
      const city = { 'address.city': `Ort ${Math.random()}` };
      await db.collection('people').updateOne({}, { $set: city });
      const more = { getMore: reply.cursor.id, collection: 'people' };
      const [event] = (await db.command(more)).cursor.nextBatch;
      return Object.values(event.rawUpdateDescription.diff.saddress.u);
    },
  },
  {
    name: 'in a resume token',
    replicated: true,
    async run(db) {
      const stream = db.collection('keyed').watch();
      await stream.tryNext();
      await db.collection('keyed').updateOne({}, { $set: { touched: Math.random() } });
      const event = (await stream.next()) as Document;
      await stream.close();
      return event._id._data;
    },
  },
  {
    name: 'in the log of operations',
    replicated: true,
    async run(db, client) {
      const ns = `${db.databaseName}.people`;
      const entries = client.db('local').collection('oplog.rs').find({ ns, op: 'i' }).limit(1);
      return (await entries.toArray()).map(({ o }) => o.ssn);
    },
  },
  {
    name: 'in images of changes',
    replicated: true,
    async run(db, client) {
      await db.command({ collMod: 'people', changeStreamPreAndPostImages: { enabled: true } });
      await db.collection('people').updateOne({}, { $set: { touched: Math.random() } });
      const images = client.db('config').collection('system.preimages').find().limit(1);
      return (await images.toArray()).map(({ preImage }) => preImage.ssn);
    },
  },
];

export const attempts: readonly Attempt[] = [
  ...field('ssn', true),
  ...field('card', false),
  ...writings,
  ...readings,
  ...events,
];
