// Makes dist/: the page, Pyodide's files and the wheel of preimage, everything that the page loads.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const goal = join(here, "dist");
const read = (path) => readFileSync(join(here, path), "utf-8");

const buildWheel = () => {
  // From a copy, so that setuptools leaves nothing in the source tree.
  const folder = mkdtempSync(join(tmpdir(), "preimage-wheel-"));
  try {
    for (const name of ["compiler", "setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE"]) {
      cpSync(join(root, name), join(folder, name), {
        recursive: true,
        filter: (path) => !/__pycache__|\.egg-info/.test(path),
      });
    }
    const wheels = join(folder, "wheels");
    execFileSync(
      process.env.PYTHON || "python3",
      ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", wheels, folder],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    cpSync(join(wheels, readdirSync(wheels)[0]), join(goal, "preimage.whl"));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const listExamples = () =>
  JSON.parse(read("examples.json")).map(({ title, dockerfile, target, platform, args, bases }) => ({
    title,
    text: read(dockerfile),
    target: target || "",
    platform: platform || "",
    args: args || {},
    bases: Object.fromEntries(Object.entries(bases || {}).map(([name, path]) => [name, read(path)])),
  }));

rmSync(goal, { recursive: true, force: true });
mkdirSync(join(goal, "pyodide"), { recursive: true });
for (const name of ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]) {
  cpSync(join(here, "node_modules/pyodide", name), join(goal, "pyodide", name));
}
for (const name of ["src/index.html", "src/style.css", "bridge.py", "bases.json"]) {
  cpSync(join(here, name), join(goal, name.replace("src/", "")));
}
cpSync(join(root, "compiler/preimage/backends/assets/report.css"), join(goal, "report.css"));
writeFileSync(join(goal, "examples.json"), JSON.stringify(listExamples()));
const lock = JSON.parse(read("node_modules/pyodide/pyodide-lock.json"));
await build({
  entryPoints: [join(here, "src/main.js"), join(here, "src/worker.js")],
  outdir: goal,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  external: ["./pyodide/pyodide.mjs"],
  legalComments: "linked",
  define: { PYODIDE_ABI: JSON.stringify(lock.info.abi_version) },
});
buildWheel();
