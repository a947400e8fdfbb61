/** Rows that nobody looks at: they go on as they come, packet by packet, and are never held. */
import { Marker, maxPacketPayload, packetHeaderBytes } from './constants.ts';
import { payloadLength, sequenceId } from './framing.ts';
import { isIdle } from './results.ts';
import type { Reply } from './state.ts';

/** Whether rows of this reply may go on unread, message by message. */
export function mayPass(reply: Reply): boolean {
  if (reply.delta !== 0 || reply.swallow) return false;
  return reply.continued || (reply.result !== undefined && isIdle(reply.result));
}

/**
 * Rows that pass unread: as far as packets go in [start, end), the last one perhaps only begun.
 * Where the rows end in these bytes it passes nothing, so that all leaves in one write.
 */
export function passRows(reply: Reply, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let { continued, sequence } = reply;
  while (at + packetHeaderBytes < end) {
    const first = bytes[at + packetHeaderBytes];
    const length = payloadLength(bytes, at);
    const ends = first >= Marker.eof && length < maxPacketPayload;
    if (!continued && (ends || length === 0)) {
      if (!reply.continued) return 0;
      break;
    }
    continued = length === maxPacketPayload;
    sequence = sequenceId(bytes, at);
    at += packetHeaderBytes + length;
    if (reply.continued && !continued) break;
  }
  if (at > start) {
    reply.continued = continued;
    reply.sequence = sequence;
    reply.expected = (sequence + 1) & 0xff;
  }
  return at - start;
}
