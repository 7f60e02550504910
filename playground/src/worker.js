// Python, beside the page: takes questions one at a time and answers them.
import { loadPyodide } from "./pyodide/pyodide.mjs";

// Written in by build.mjs.
const ABI = PYODIDE_ABI;

const read = async (name) => {
  const response = await fetch(new URL(name, self.location));
  if (!response.ok) throw new Error(`${name} cannot be loaded: ${response.status}`);
  return response;
};

const start = async () => {
  // Pyodide's list of packages is not loaded: nothing but preimage's own wheel is installed.
  const runtime = loadPyodide({
    indexURL: new URL("pyodide/", self.location).href,
    lockFileContents: { info: { abi_version: ABI }, packages: {} },
  });
  const [python, wheel, source, bases] = await Promise.all([
    runtime,
    read("preimage.whl").then((file) => file.arrayBuffer()),
    read("bridge.py").then((file) => file.text()),
    read("bases.json").then((file) => file.text()),
  ]);
  python.unpackArchive(wheel, "wheel");
  python.FS.writeFile("/home/pyodide/bridge.py", source);
  const bridge = python.pyimport("bridge").Bridge(bases);
  return { compile: bridge.compile, fixes: bridge.fixes };
};

const ready = start();
ready.then(
  () => self.postMessage({ kind: "ready" }),
  (error) => self.postMessage({ kind: "failed", text: String(error) }),
);
self.onmessage = async ({ data: { id, kind, question } }) => {
  try {
    const bridge = await ready;
    self.postMessage({ id, kind, answer: bridge[kind](question) });
  } catch (error) {
    self.postMessage({ id, kind: "failed", text: String(error) });
  }
};
