// Wires between a browser and the server that a test can cut: TCP for signalling, UDP for media.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A TCP port in front of the server's. Cut, it drops every connection and takes no new one. */
export class TcpWire {
  #server;
  #sockets = new Set();
  #cut = false;

  static async to(port) {
    const wire = new TcpWire();
    wire.#server = createServer((near) => wire.#carry(near, port));
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  get port() {
    return this.#server.address().port;
  }

  cut() {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend() {
    this.#cut = false;
  }

  async close() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near, port) {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      this.#sockets.add(socket);
      socket.pipe(other);
      // A broken connection is what this wire is for: the other end learns of it by its own close.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}

/**
 * The media port on another address of this machine, in front of the server's. Cut, it loses every
 * datagram in both directions.
 */
export class UdpWire {
  #near;
  #far = new Map();
  #port;
  #cut = false;

  static async on(address, port) {
    const wire = new UdpWire();
    wire.#port = port;
    wire.#near = createSocket('udp4');
    wire.#near.on('message', (datagram, from) => wire.#forward(datagram, from));
    wire.#near.bind(port, address);
    await once(wire.#near, 'listening');
    return wire;
  }

  cut() {
    this.#cut = true;
  }

  mend() {
    this.#cut = false;
  }

  /** From here on the server sees everybody at another port, as behind another router. */
  move() {
    const before = [...this.#far.values()];
    this.#far.clear();
    for (const far of before) far.close();
  }

  close() {
    this.#near.close();
    for (const far of this.#far.values()) far.close();
  }

  #forward(datagram, from) {
    if (this.#cut) return;
    const key = `${from.address}:${from.port}`;
    let far = this.#far.get(key);
    if (far === undefined) {
      far = createSocket('udp4');
      far.on('message', (answer) => {
        if (!this.#cut) this.#near.send(answer, from.port, from.address);
      });
      this.#far.set(key, far);
    }
    far.send(datagram, this.#port, '127.0.0.1');
  }
}
