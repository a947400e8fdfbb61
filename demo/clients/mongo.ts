import { type Collection, type Document, MongoClient as Driver, Long } from 'mongodb';
import type { Person } from '../data/people.ts';
import { type DemoClient, messageOf, type Unit } from './client.ts';

/** Documents that are kept; older ones go when new ones come. */
const documents_max = 500;

export class MongoClient implements DemoClient {
  readonly protocol = 'mongo';
  readonly driver = 'mongodb';
  readonly resource = 'mongo:crm.people';
  readonly masked = {
    'contact.email': 'email',
    card: 'card',
    born: 'born',
    'notes[].text': 'note',
  } as const;
  readonly closed = 'db.hr.payroll.find()';
  readonly #upstream: number;
  readonly #clients = new Map<number, Driver>();

  constructor(upstream: number) {
    this.#upstream = upstream;
  }

  connection(address: string): string {
    return `mongodb://${address}/crm?replicaSet=demo`;
  }

  async prepare(): Promise<void> {
    const payroll = this.#client(this.#upstream).db('hr').collection<Document>('payroll');
    await payroll.insertOne({ _id: 1 as never, name: 'Sample Omega', salary: 51_234 });
  }

  async write(people: readonly Person[]): Promise<void> {
    const collection = this.#people(this.#upstream);
    await collection.insertMany(
      people.map((p) => ({
        _id: p.number as never,
        name: p.name,
        contact: { email: p.email, city: p.city },
        card: Long.fromString(p.card),
        born: new Date(`${p.born}T00:00:00Z`),
        spent: p.amount / 100,
        notes: [
          { text: p.token ? `session ${p.token}` : `write to ${p.email}, not to the office` },
        ],
      })),
    );
    await collection.deleteMany({ _id: { $lte: (people[0].number - documents_max) as never } });
  }

  async read(port: number, last: number): Promise<Unit[]> {
    const filter = { _id: { $lte: last as never } };
    // Small batches, so that cursors are seen as well.
    const found = await this.#people(port).find(filter).sort({ _id: 1 }).batchSize(7).toArray();
    return found.map(unitOf);
  }

  async readOne(port: number, id: number): Promise<Unit | undefined> {
    const found = await this.#people(port).findOne({ _id: id as never });
    return found ? unitOf(found) : undefined;
  }

  readClosed(port: number): Promise<string | undefined> {
    const payroll = this.#client(port).db('hr').collection('payroll');
    return payroll
      .find()
      .toArray()
      .then(() => undefined, messageOf);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #people(port: number): Collection {
    return this.#client(port).db('crm').collection('people');
  }

  #client(port: number): Driver {
    const known = this.#clients.get(port);
    if (known) return known;
    const made = new Driver(`mongodb://127.0.0.1:${port}/?replicaSet=demo`, {
      appName: 'tidegate-demo',
      promoteLongs: false,
      serverSelectionTimeoutMS: 5_000,
    });
    this.#clients.set(port, made);
    return made;
  }
}

const unitOf = (document: Document): Unit => ({ id: Number(document._id), value: { ...document } });
