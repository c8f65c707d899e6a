// SPDX-License-Identifier: EUPL-1.2
// The real program on a free port of this machine: started, killed, started again on the same folder.

import { spawn, spawnSync } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const READY = 30000; // ms
const BUILT = fileURLToPath(new URL("../../../target/debug/tegenwicht", import.meta.url));
export const PROGRAM = process.env.TEGENWICHT_BIN || BUILT;

/** A server that ends with the test. */
export class Program {
  constructor(folder, data) {
    Object.assign(this, { folder, data, url: "", setup: "", child: null, said: "" });
  }

  static async start(t, data) {
    await access(PROGRAM).catch(() => {
      throw new Error(`${PROGRAM} is not there: build it, or name the program in TEGENWICHT_BIN`);
    });
    const folder = await mkdtemp(join(tmpdir(), "tegenwicht-browser-"));
    const program = new Program(folder, data || join(folder, "data"));
    t.after(() => program.end());
    await program.listen("127.0.0.1:0");
    return program;
  }

  /** Starts it, and waits until it says where it listens. */
  listen(address) {
    const child = spawn(PROGRAM, ["serve", "--data", this.data, "--listen", address], { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    this.ended = new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
    return new Promise((ready, fault) => {
      const fail = (why) => fault(new Error(`the program ${why}\n${this.said}`));
      const deadline = setTimeout(() => fail("did not say that it listens"), READY);
      const hear = (bytes) => {
        this.said += bytes;
        this.setup = /^setup at (\S+)$/m.exec(this.said)?.[1] || this.setup;
        const [, url] = /^listening on (\S+)$/m.exec(this.said) || [];
        if (!url) return;
        clearTimeout(deadline);
        this.url = url;
        ready(this);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", (bytes) => (this.said += bytes));
      child.once("error", (error) => fail(`did not start: ${error.message}`));
      child.once("exit", () => (clearTimeout(deadline), fail("ended")));
    });
  }

  /** Pulls the plug. */
  async kill() {
    this.child.kill("SIGKILL");
    return this.ended;
  }

  /** Asks it to stop, as an operator does. */
  async stop() {
    this.child.kill("SIGTERM");
    return this.ended;
  }

  /** Again, on the same folder and the same port. */
  async again() {
    this.said = "";
    return this.listen(new URL(this.url).host);
  }

  async end() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Another command of the program, such as a backup. */
  run(...args) {
    const env = { ...process.env, TEGENWICHT_BACKUP_PASSPHRASE: "een lange zin voor de kluis" };
    const { status, stderr, stdout } = spawnSync(PROGRAM, args, { env, encoding: "utf8", timeout: READY });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
    return stdout;
  }
}
