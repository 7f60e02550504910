// What is on the page, as the fragment of an address: it is never sent to a server.
const LONGEST_FRAGMENT = 200_000;
const LONGEST_TEXT = 1_000_000;

const through = (bytes, stream) => new Blob([bytes]).stream().pipeThrough(stream);

export const write = async (state) => {
  const packed = through(JSON.stringify(state), new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `1.${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
};

const unpack = async (bytes) => {
  const reader = through(bytes, new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > LONGEST_TEXT) {
      await reader.cancel();
      throw new Error("too long");
    }
    parts.push(part.value);
  }
  return new Blob(parts).text();
};

const texts = (value) =>
  Object.fromEntries(Object.entries(value || {}).filter((entry) => typeof entry[1] === "string"));
const text = (value) => (typeof value === "string" ? value : "");

// Throws an Error if the fragment was not made by this page.
export const read = async (fragment) => {
  if (!fragment.startsWith("1.") || fragment.length > LONGEST_FRAGMENT) throw new Error("not a shared page");
  const packed = atob(fragment.slice(2).replaceAll("-", "+").replaceAll("_", "/"));
  const state = JSON.parse(await unpack(Uint8Array.from(packed, (each) => each.charCodeAt(0))));
  if (typeof state?.text !== "string") throw new Error("not a shared page");
  return {
    text: state.text,
    target: text(state.target),
    platform: text(state.platform),
    args: texts(state.args),
    bases: texts(state.bases),
  };
};
