// Edits the documents that standard input tells of with VS Code's YAML language server, and prints as
// JSON, for each, what it completes at a place and what it finds wrong.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const rpc = require("vscode-jsonrpc/node");
const server = require.resolve("yaml-language-server/bin/yaml-language-server");

const { folder, schemas, documents } = JSON.parse(readFileSync(0, "utf-8"));
const uriOf = (name) => `${pathToFileURL(folder)}/${name}`;
const settings = { validate: true, completion: true, schemas, schemaStore: { enable: false } };

const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(child.stdout),
  new rpc.StreamMessageWriter(child.stdin),
);
const validated = new Map();
connection.onRequest("workspace/configuration", ({ items }) =>
  items.map(({ section }) => (section === "yaml" ? settings : null)),
);
connection.onRequest("client/registerCapability", () => null);
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) =>
  validated.get(uri)(diagnostics.map(({ range, message }) => `${range.start.line + 1}: ${message}`)),
);
connection.listen();

await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: uriOf(""),
  capabilities: { workspace: { configuration: true, didChangeConfiguration: {} } },
});
await connection.sendNotification("initialized", {});
await connection.sendNotification("workspace/didChangeConfiguration", { settings: { yaml: settings } });

const found = await Promise.all(
  documents.map(async ({ name, text, at }) => {
    const uri = uriOf(name);
    const faults = new Promise((resolve) => validated.set(uri, resolve));
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text },
    });
    const told = { faults: await faults, completed: [] };
    if (at) {
      const position = { line: at[0], character: at[1] };
      const { items } = await connection.sendRequest("textDocument/completion", {
        textDocument: { uri },
        position,
      });
      told.completed = items.map(({ insertText }) => insertText);
    }
    return told;
  }),
);
console.log(JSON.stringify(found));
child.kill();
process.exit();
