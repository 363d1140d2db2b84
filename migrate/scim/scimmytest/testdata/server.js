// SCIM providers for tests: SCIMMY behind express, with its data in memory. One
// process holds any number of them, each on a port of its own, since Node takes
// most of a second to be up and warm. The first line of standard input says what
// SCIMMY has once for all of them, each further line is a command, and each is
// answered by a line on standard output. It ends with its standard input, so that
// it never outlives the test.
import http from "node:http";
import https from "node:https";
import readline from "node:readline";
import express from "express";
import SCIMMYRouters from "scimmy-routers";
import { commands, newStore } from "./store.js";
import { newFaults } from "./faults.js";
import { declare } from "./resources.js";

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const shared = JSON.parse((await lines.next()).value);
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

declare(shared);
const routers = new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    const { open, token } = request.provider.options;
    if (!open && request.header("Authorization") !== `Bearer ${token}`) throw new Error("the token is not known");
    return "tests";
  },
  context: (request) => request.provider,
});
declare.config(shared); // the constructor has set its own

const providers = [];

async function start(options) {
  const provider = { options, store: newStore(options) };
  const faults = newFaults();
  const requests = [];
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.use((request, response, next) => {
    request.provider = provider;
    const seen = { method: request.method, path: request.path, query: request.url.split("?")[1] ?? "", ifMatch: request.header("If-Match") ?? "", status: 0 };
    if (request.method !== "GET") requests.push(seen);
    else if (options.recordReads) requests.push(seen);
    response.on("close", () => (seen.status = response.writableEnded ? response.statusCode : 0));
    next();
  });
  app.use(faults.middleware);
  app.use("/scim/2.0", declare.middleware(provider.store, shared), routers);

  const server = options.tls ? https.createServer({ ...options.tls, minVersion: "TLSv1.2" }, app) : http.createServer(app);
  await new Promise((up, failed) => server.on("error", failed).listen(0, "127.0.0.1", up));
  provider.commands = { ...commands(provider.store), ...faults.commands, requests: () => requests };
  provider.stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { index: providers.push(provider) - 1, port: server.address().port };
}

function stop({ index }) {
  providers[index].stop();
  delete providers[index];
}

for await (const line of lines) {
  const { command, provider, ...rest } = JSON.parse(line);
  try {
    if (provider !== undefined && !providers[provider]) throw new Error("this provider was stopped");
    const handlers = provider === undefined ? { start, stop } : providers[provider].commands;
    say({ result: (await handlers[command](rest)) ?? null });
  } catch (error) {
    say({ error: error.message });
  }
}
process.exit(0);
