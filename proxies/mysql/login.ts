/**
 * The connection phase and COM_CHANGE_USER: greeting, TLS, reply, and the exchange of the
 * authentication plugin, relayed without any password of ours, for the client answers the server's
 * own salt. What the plugins say is opaque to us, except where TLS covers one side only:
 *
 * - Client in TLS, server in plain text: caching_sha2_password and sha256_password clients send the
 *   clear password, which the server would not take. We ask the server for its RSA key and send the
 *   password encrypted by it, as the client itself does without TLS. Plugins that would send a clear
 *   password on (mysql_clear_password, dialog) are refused.
 * - Client in plain text, server in TLS: a client that must authenticate in full asks for a key that
 *   a server in TLS never sends. A key of our own would be one that no client can check, so this is
 *   refused (TG-MYSQL-0008); the fast path works.
 *
 * Both ends count packets for themselves, and where we speak for one of them the counts part.
 */
import { constants as crypto, publicEncrypt } from 'node:crypto';
import { TidegateError } from '../../core/errors.ts';
import type { ConversationContext, Disposition } from '../../core/protocol.ts';
import { isAmbiguousCollation } from './charsets.ts';
import {
  CachingSha2,
  Capability,
  Command,
  Marker,
  Plugin,
  packetHeaderBytes,
  sha256AskKey,
} from './constants.ts';
import { frameMessage, payloadLength, sequenceId } from './framing.ts';
import {
  type Greeting,
  isSslRequest,
  type Login as LoginFacts,
  readAuthSwitch,
  readChangeUser,
  readGreeting,
  sslRequestBytes,
  withAuthData,
} from './handshake.ts';
import { narrowGreeting, narrowReply, narrowSslRequest, type Offer } from './negotiate.ts';
import { readOk } from './packets.ts';
import type { State } from './state.ts';

/**
 * Plugins of MariaDB that go on talking behind the first exchange. MariaDB sends what they say as it
 * is, unless it begins like OK, ERR or a switch; MySQL puts 0x01 before everything.
 */
const speaksBare: ReadonlySet<string> = new Set([Plugin.parsec, Plugin.dialog, Plugin.gssapi]);

const next = (sequence: number): number => (sequence + 1) & 0xff;

const forward: Disposition = { kind: 'forward' };
const swallow: Disposition = { kind: 'swallow' };

/** A nonce repeated over the clear password and its final zero, encrypted with the server's key. */
function encryptPassword(password: Uint8Array, nonce: Uint8Array, pem: string): Buffer {
  if (nonce.length === 0) throw new TidegateError('TG-MYSQL-0004', 'no nonce');
  const hidden = Buffer.from(password);
  for (let i = 0; i < hidden.length; i++) hidden[i] ^= nonce[i % nonce.length];
  try {
    return publicEncrypt({ key: pem, padding: crypto.RSA_PKCS1_OAEP_PADDING }, hidden);
  } catch {
    throw new TidegateError('TG-MYSQL-0004', 'key of the server');
  }
}

type Phase = 'greeting' | 'reply' | 'exchange' | 'done';

export class Login {
  #context: ConversationContext;
  #state: State;
  #phase: Phase = 'greeting';
  #offer: Offer = { payload: new Uint8Array(0), capabilities: 0, mariaCapabilities: 0 };
  #clientSecure = false;
  #serverSecure = false;
  /** Sequence id of the last packet to or from either end. */
  #clientSequence = 0;
  #serverSequence = 0;
  #plugin = '';
  #nonce: Buffer = Buffer.alloc(0);
  #user = '';
  #schema = '';
  #changes = false;
  /** The client is about to send its password in clear text, which we encrypt for the server. */
  #awaitsPassword = false;
  /** A password that waits for the server's key. */
  #password: Buffer | undefined;

  constructor(context: ConversationContext, state: State) {
    this.#context = context;
    this.#state = state;
  }

  get done(): boolean {
    return this.#phase === 'done';
  }

  /** Whether the greeting has gone to the client, so that errors carry an SQLSTATE. */
  get greeted(): boolean {
    return this.#phase !== 'greeting';
  }

  /** Sequence id of the next packet to the client. */
  get nextSequence(): number {
    return this.#phase === 'greeting' ? 0 : next(this.#clientSequence);
  }

  /** Where only the client's side is encrypted, passwords in clear text must not go on. */
  get #mediates(): boolean {
    return this.#clientSecure && !this.#serverSecure;
  }

  get #onlyServerSecure(): boolean {
    return !this.#clientSecure && this.#serverSecure;
  }

  /**
   * Checks a packet of the client whose header has come, at `at`. Its sequence id tells a stranger (a
   * TLS hello, a client of another protocol) before anything is held for it, and a command that comes
   * before the server has said yes.
   */
  checkRequest(bytes: Uint8Array, at: number): void {
    if (this.#phase === 'greeting') throw new TidegateError('TG-MYSQL-0004', 'before greeting', 0);
    const sequence = sequenceId(bytes, at);
    if (sequence === next(this.#clientSequence) || this.isBehindChange(sequence)) return;
    // COM_QUIT may come at any time; `request` sees whether it is one.
    if (sequence === 0 && payloadLength(bytes, at) === 1) return;
    throw new TidegateError('TG-MYSQL-0004', 'sequence id of the client', 3);
  }

  /**
   * Whether a packet of the client is a command (sequence id 0) sent without waiting for the answer to
   * COM_CHANGE_USER. Once the server asks something, only the client's answer may follow.
   */
  isBehindChange(sequence: number): boolean {
    return this.#changes && this.#clientSequence === 0 && sequence === 0;
  }

  /** A whole message of the server. */
  response(bytes: Uint8Array): Disposition {
    const payload = bytes.subarray(packetHeaderBytes);
    if (payload.length === 0) throw new TidegateError('TG-MYSQL-0001', 'empty packet', 0);
    if (this.#phase === 'greeting') return this.#greeting(bytes, payload);
    if (this.#phase === 'reply') throw new TidegateError('TG-MYSQL-0004', 'before the reply', 0);
    if (sequenceId(bytes, 0) !== next(this.#serverSequence)) {
      throw new TidegateError('TG-MYSQL-0004', 'sequence id of the server', 3);
    }
    this.#serverSequence = sequenceId(bytes, 0);
    switch (payload[0]) {
      case Marker.ok:
        this.#accepted(payload);
        return this.#toClient(bytes, payload);
      case Marker.error:
        // A refused change of user leaves the session to the server, which ends it.
        if (this.#changes) this.#phase = 'done';
        return this.#toClient(bytes, payload);
      case Marker.eof:
      case Marker.authNextFactor:
        this.#switchTo(payload);
        return this.#toClient(bytes, payload);
      case Marker.authMoreData:
        return this.#moreData(bytes, payload);
      default:
        if (!speaksBare.has(this.#plugin)) throw new TidegateError('TG-MYSQL-0001', 'login', 0);
        return this.#toClient(bytes, payload);
    }
  }

  /** A whole message of the client. */
  request(bytes: Uint8Array): Disposition {
    const payload = bytes.subarray(packetHeaderBytes);
    const sequence = sequenceId(bytes, 0);
    if (this.isBehindChange(sequence))
      return { kind: 'wait', for: 'the answer to COM_CHANGE_USER' };
    if (sequence !== next(this.#clientSequence)) {
      if (payload.length === 1 && payload[0] === Command.quit) return { kind: 'close', parts: [] };
      throw new TidegateError('TG-MYSQL-0004', 'sequence id of the client', 3);
    }
    this.#clientSequence = sequence;
    if (this.#phase === 'reply') {
      return isSslRequest(payload) ? this.#sslRequest(payload) : this.#reply(payload);
    }
    if (this.#awaitsPassword && payload.length > 1) return this.#askKey(payload);
    return this.#toServer(bytes, payload);
  }

  /** COM_CHANGE_USER, when no other reply is awaited. */
  changeUser(bytes: Uint8Array): Disposition {
    const payload = bytes.subarray(packetHeaderBytes);
    const login = readChangeUser(payload, this.#state.capabilities);
    this.#learn(login);
    this.#changes = true;
    this.#phase = 'exchange';
    this.#clientSequence = sequenceId(bytes, 0);
    this.#serverSequence = this.#clientSequence;
    const sent = this.#withoutPassword(payload, login);
    if (sent === payload) return forward;
    return { kind: 'replace', parts: [frameMessage(sent, this.#serverSequence)] };
  }

  #greeting(bytes: Uint8Array, payload: Uint8Array): Disposition {
    if (payload[0] === Marker.error) return forward;
    if (sequenceId(bytes, 0) !== 0) throw new TidegateError('TG-MYSQL-0004', 'greeting', 3);
    const greeting: Greeting = readGreeting(payload);
    this.#offer = narrowGreeting(payload, greeting, this.#context.tls);
    this.#state.serverVersion = greeting.version;
    this.#nonce = Buffer.from(greeting.nonce);
    this.#plugin = greeting.plugin;
    this.#clientSequence = sequenceId(bytes, 0);
    this.#serverSequence = this.#clientSequence;
    this.#phase = 'reply';
    if (Buffer.compare(this.#offer.payload, payload) === 0) return forward;
    return { kind: 'replace', parts: [frameMessage(this.#offer.payload, this.#clientSequence)] };
  }

  #sslRequest(payload: Uint8Array): Disposition {
    if (!(this.#offer.capabilities & Capability.ssl) || this.#clientSecure) {
      throw new TidegateError('TG-MYSQL-0004', 'TLS request', 0);
    }
    this.#clientSecure = true;
    if (!this.#context.tls.server) {
      return { kind: 'secure', sides: { client: true, server: false }, parts: [] };
    }
    this.#serverSecure = true;
    const parts = [this.#forServer(narrowSslRequest(payload, this.#offer))];
    return { kind: 'secure', sides: { client: true, server: true }, parts };
  }

  #reply(payload: Uint8Array): Disposition {
    const upgrades = this.#context.tls.server && !this.#serverSecure;
    const secure = this.#serverSecure || upgrades;
    const accepted = narrowReply(payload, this.#offer, secure);
    this.#state.capabilities = accepted.capabilities;
    this.#state.mariaCapabilities = accepted.mariaCapabilities;
    this.#phase = 'exchange';
    const { reply } = accepted;
    this.#serverSecure = secure;
    this.#learn(reply);
    const sent = this.#withoutPassword(accepted.payload, reply);
    if (!upgrades) return { kind: 'replace', parts: [this.#forServer(sent)] };
    const request = this.#forServer(Buffer.from(sent.subarray(0, sslRequestBytes)));
    // The reply itself follows when TLS is up.
    this.#state.holdForTls(this.#forServer(sent));
    return { kind: 'secure', sides: { client: false, server: true }, parts: [request] };
  }

  #learn(login: LoginFacts): void {
    this.#user = login.user;
    this.#schema = login.schema;
    this.#awaitsPassword = false;
    if (login.plugin !== '') this.#plugin = login.plugin;
    if (login.program !== '') this.#context.announce(login.program);
    this.#state.ambiguousCharset ||= isAmbiguousCollation(login.charset);
    this.#checkPlugin();
  }

  /** Refuses what cannot be relayed where TLS covers one side only. */
  #checkPlugin(): void {
    const plugin = this.#plugin;
    if (this.#mediates && (plugin === Plugin.clear || plugin === Plugin.dialog)) {
      throw new TidegateError('TG-MYSQL-0009', plugin);
    }
    if (this.#onlyServerSecure && plugin === Plugin.sha256) {
      throw new TidegateError('TG-MYSQL-0008', 'client in plain text, upstream in TLS');
    }
  }

  /** A login payload whose clear password is replaced by the request for the server's key. */
  #withoutPassword(payload: Uint8Array, login: LoginFacts): Uint8Array {
    const hasPassword = login.authEnd - login.authAt > 1;
    if (!this.#mediates || this.#plugin !== Plugin.sha256 || !hasPassword) return payload;
    this.#password = Buffer.from(payload.subarray(login.authAt, login.authEnd));
    return withAuthData(payload, login, Uint8Array.of(sha256AskKey));
  }

  #switchTo(payload: Uint8Array): void {
    // One byte alone asks for the scramble of MySQL 3.23, which no supported client has.
    if (payload.length === 1) throw new TidegateError('TG-MYSQL-0003', 'old password', 0);
    const { plugin, nonce } = readAuthSwitch(payload);
    this.#plugin = plugin;
    this.#nonce = nonce;
    this.#awaitsPassword = false;
    this.#checkPlugin();
    if (this.#mediates && plugin === Plugin.sha256) this.#awaitsPassword = true;
  }

  #moreData(bytes: Uint8Array, payload: Uint8Array): Disposition {
    const password = this.#password;
    if (password) {
      this.#password = undefined;
      const pem = Buffer.from(payload.subarray(1)).toString('latin1');
      this.#state.forServer.push(this.#forServer(encryptPassword(password, this.#nonce, pem)));
      password.fill(0);
      return swallow;
    }
    const full =
      this.#plugin === Plugin.cachingSha2 &&
      payload.length === 2 &&
      payload[1] === CachingSha2.fullAuthentication;
    if (full && this.#mediates) this.#awaitsPassword = true;
    if (full && this.#onlyServerSecure) {
      throw new TidegateError('TG-MYSQL-0008', 'client in plain text, upstream in TLS');
    }
    return this.#toClient(bytes, payload);
  }

  #askKey(password: Uint8Array): Disposition {
    this.#awaitsPassword = false;
    this.#password = Buffer.from(password);
    const ask = this.#plugin === Plugin.sha256 ? sha256AskKey : CachingSha2.askKey;
    return { kind: 'replace', parts: [this.#forServer(Uint8Array.of(ask))] };
  }

  #accepted(payload: Uint8Array): void {
    const { schema } = readOk(payload, 0, payload.length, this.#state.tracks);
    if (this.#changes) this.#state.reset();
    this.#state.enterSchema(schema ?? this.#schema);
    this.#phase = 'done';
    this.#context.identify(this.#user);
  }

  #forServer(payload: Uint8Array): Buffer {
    this.#serverSequence = next(this.#serverSequence);
    return frameMessage(payload, this.#serverSequence);
  }

  #toServer(bytes: Uint8Array, payload: Uint8Array): Disposition {
    const framed = this.#forServer(payload);
    if (framed[3] === bytes[3]) return forward;
    return { kind: 'replace', parts: [framed] };
  }

  #toClient(bytes: Uint8Array, payload: Uint8Array): Disposition {
    this.#clientSequence = next(this.#clientSequence);
    if (this.#clientSequence === sequenceId(bytes, 0)) return forward;
    return { kind: 'replace', parts: [frameMessage(payload, this.#clientSequence)] };
  }
}
