// SPDX-License-Identifier: EUPL-1.2
// A wire between browser and server that can be cut: after the server did its work, before its answer arrives; or for a while.

import net from "node:net";

export class Wire {
  /** `cut(answer)` sees the first bytes of each answer and says whether they are lost. */
  static async lay(t, server) {
    const wire = new Wire();
    const { hostname, port } = new URL(server);
    Object.assign(wire, { cuts: 0, onCut: null, cut: null, ends: new Set(), lost: false });
    wire.server = net.createServer((near) => (wire.lost ? near.destroy() : wire.join(near, net.connect(Number(port), hostname))));
    await new Promise((ready) => wire.server.listen(0, "127.0.0.1", ready));
    wire.url = `http://127.0.0.1:${wire.server.address().port}`;
    t.after(() => wire.end());
    return wire;
  }

  join(near, far) {
    let asked = "";
    for (const end of [near, far]) {
      this.ends.add(end);
      const other = end === near ? far : near;
      end.on("error", () => undefined);
      end.on("close", () => (this.ends.delete(end), other.destroy()));
    }
    near.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      if (/^(GET|POST) /.test(text)) asked = text.slice(0, text.indexOf("\r\n"));
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (!this.cut?.(asked)) return void near.write(bytes);
      this.cut = null;
      this.cuts += 1;
      // A browser by itself asks again when not even the head of an answer comes, so that is let through.
      const head = bytes.indexOf("\r\n\r\n") + 4;
      near.write(bytes.subarray(0, head), () => near.resetAndDestroy());
      this.onCut?.();
    });
  }

  /** Loses the answer to the next form that is sent to an address that ends so. */
  loseNext(path, then) {
    this.cut = (asked) => asked.startsWith("POST ") && asked.split(" ")[1].endsWith(path);
    this.onCut = then || null;
  }

  /** The link is gone until it is back. */
  lose() {
    this.lost = true;
    for (const end of this.ends) end.destroy();
  }

  back() {
    this.lost = false;
  }

  async end() {
    for (const end of this.ends) end.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
