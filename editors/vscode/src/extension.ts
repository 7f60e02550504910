// Starts `preimage lsp` for Dockerfiles. All that is known of Dockerfiles is in the server.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { ExecuteCommandRequest, LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

function makeClient(): LanguageClient {
  const [command = "preimage", ...args] = workspace.getConfiguration("preimage").get<string[]>("command") ?? [];
  return new LanguageClient(
    "preimage",
    "preimage",
    { command, args: args.length > 0 ? args : ["lsp"] },
    { documentSelector: [{ language: "dockerfile" }] },
  );
}

async function start(): Promise<void> {
  client = makeClient();
  try {
    await client.start();
  } catch (error) {
    const hint = "Install it with \"pip install 'preimage[lsp]'\", or name it in the setting preimage.command.";
    void window.showErrorMessage(`preimage could not be started. ${hint} (${String(error)})`);
  }
}

// The commands of the server take the file as an argument, those of the palette mean the one that is open.
async function run(command: string): Promise<void> {
  const editor = window.activeTextEditor;
  if (client === undefined || editor === undefined) {
    return;
  }
  const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
  await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [uri] });
}

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("preimage.client.fixAll", () => run("preimage.fixAll")),
    commands.registerCommand("preimage.client.lockBases", () => run("preimage.lockBases")),
    commands.registerCommand("preimage.client.restart", async () => {
      await client?.dispose();
      await start();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
