/** Writes packets as a capture file, so that another program may read them. */

/** Of the packets of one connection: from 127.0.0.1 to 127.0.0.1. */
const IP_BYTES = 20;
const TCP_BYTES = 20;
/** Link type of packets that begin at their IP header (pcap-linktype(7), LINKTYPE_RAW). */
const LINKTYPE_RAW = 101;
const PROTOCOL_TCP = 6;
const FLAGS_PUSH_ACK = 0x5018;
const LOCALHOST = 0x7f000001;

/** A capture file (pcap) of one connection, a TCP segment for each of `payloads`. */
export function captureFile(payloads: readonly Uint8Array[], port: number): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(0x40000, 16);
  head.writeUInt32LE(LINKTYPE_RAW, 20);
  const parts: Buffer[] = [head];
  let sequence = 1;
  for (const [index, payload] of payloads.entries()) {
    const length = IP_BYTES + TCP_BYTES + payload.length;
    const packet = Buffer.alloc(16 + length - payload.length);
    packet.writeUInt32LE(index, 0);
    packet.writeUInt32LE(length, 8);
    packet.writeUInt32LE(length, 12);
    packet.writeUInt8(0x45, 16);
    packet.writeUInt16BE(length, 18);
    packet.writeUInt8(64, 24);
    packet.writeUInt8(PROTOCOL_TCP, 25);
    packet.writeUInt32BE(LOCALHOST, 28);
    packet.writeUInt32BE(LOCALHOST, 32);
    packet.writeUInt16BE(port, 36);
    packet.writeUInt16BE(port + 1, 38);
    packet.writeUInt32BE(sequence, 40);
    packet.writeUInt16BE(FLAGS_PUSH_ACK, 48);
    packet.writeUInt16BE(0xffff, 50);
    parts.push(packet, Buffer.from(payload));
    sequence += payload.length;
  }
  return Buffer.concat(parts);
}
