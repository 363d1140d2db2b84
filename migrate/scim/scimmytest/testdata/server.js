// A SCIM provider for tests: SCIMMY behind express, with its data in memory.
// The first line of standard input says how it is to be, each further line is a
// command, and each is answered by a line on standard output. It ends with its
// standard input, so that it never outlives the test.
import http from "node:http";
import https from "node:https";
import readline from "node:readline";
import express from "express";
import SCIMMYRouters from "scimmy-routers";
import { commands, newStore } from "./store.js";
import { newFaults } from "./faults.js";
import { declare } from "./resources.js";

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const options = JSON.parse((await lines.next()).value);
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

const store = newStore(options);
const faults = newFaults();
const requests = [];

declare(store, options);
const routers = new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (!options.open && request.header("Authorization") !== `Bearer ${options.token}`) throw new Error("the token is not known");
    return "tests";
  },
});
declare.config(options); // the constructor has set its own

const app = express();
app.disable("x-powered-by");
app.set("etag", false);
app.use((request, response, next) => {
  const seen = { method: request.method, path: request.path, query: request.url.split("?")[1] ?? "", ifMatch: request.header("If-Match") ?? "", status: 0 };
  if (request.method !== "GET") requests.push(seen);
  else if (options.recordReads) requests.push(seen);
  response.on("close", () => (seen.status = response.writableEnded ? response.statusCode : 0));
  next();
});
app.use(faults.middleware);
app.use("/scim/2.0", declare.middleware(store, options), routers);

const server = options.tls ? https.createServer({ ...options.tls, minVersion: "TLSv1.2" }, app) : http.createServer(app);
server.listen(options.port ?? 0, "127.0.0.1", () => say({ port: server.address().port }));
server.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});

const handlers = { ...commands(store), ...faults.commands, requests: () => requests };
for await (const line of lines) {
  const { command, ...rest } = JSON.parse(line);
  try {
    say({ result: handlers[command](rest) ?? null });
  } catch (error) {
    say({ error: error.message });
  }
}
process.exit(0);
