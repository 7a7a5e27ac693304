// What is too new for Chrome 61 and Safari 11 in a script or a style, found in the text itself.
import { parse } from 'acorn';

// What came later. A script may use it where it has asked for it: `typeof X`, `'x' in y`, or as what an `if`, `?:`, `&&` or
// `||` looks at.
const METHODS = [
  'allSettled', 'any', 'at', 'canShare', 'finally', 'findLast', 'findLastIndex', 'flat', 'flatMap', 'fromEntries', 'groupBy', 'hasOwn',
  'matchAll', 'replaceAll', 'replaceChildren', 'requestSubmit', 'share', 'showModal', 'showPopover', 'toReversed', 'toSorted',
  'toSpliced', 'toggleAttribute', 'trimEnd', 'trimStart', 'withResolvers', 'animate', 'encodeInto', 'checkVisibility', 'randomUUID',
  'instantiateStreaming', 'compileStreaming', 'setHTMLUnsafe', 'getAnimations', 'supportedValuesOf', 'toBlob', 'roundRect',
];
const GLOBALS = [
  'AbortController', 'AbortSignal', 'Atomics', 'BigInt', 'BroadcastChannel', 'CSSStyleSheet', 'CompressionStream', 'DecompressionStream',
  'FinalizationRegistry', 'IntersectionObserver', 'OffscreenCanvas', 'ResizeObserver', 'SharedArrayBuffer', 'WeakRef',
  'createImageBitmap', 'globalThis', 'queueMicrotask', 'requestIdleCallback', 'speechSynthesis', 'SpeechSynthesisUtterance',
  'structuredClone',
];
const MEMBERS = ['clipboard', 'dispose', 'serviceWorker', 'submitter', 'visualViewport', 'wakeLock'];

/** A script as a tree. Throws on any syntax after ES2017: `import()`, object spread, `?.`, `??`, a catch without a name. */
export const tree = (text) => parse(text, { ecmaVersion: 2017, sourceType: 'module' });

function walk(node, visit) {
  if (Array.isArray(node)) node.forEach((inner) => walk(inner, visit));
  else if (node && typeof node === 'object') {
    if (node.type) visit(node);
    Object.values(node).forEach((inner) => walk(inner, visit));
  }
}

const nameOf = (node) => (node.property || node).name;

/** The names in a script of what came later and what the script does not ask for. */
export function tooNew(text) {
  const used = new Set();
  const asked = new Set();
  const ask = (node) =>
    walk(node, (inner) => {
      if (inner.type === 'Identifier') asked.add(inner.name);
    });
  walk(tree(text), (node) => {
    const { type, callee, property } = node;
    // A service worker's `clients.matchAll` is as old as service workers; only strings learnt the word later.
    const called = type === 'CallExpression' && callee.type === 'MemberExpression' && nameOf(callee.object) !== 'clients' && callee.property.name;
    if (METHODS.includes(called)) used.add(called);
    if (type === 'Identifier' && GLOBALS.includes(node.name)) used.add(node.name);
    if (type === 'MemberExpression' && !node.computed && MEMBERS.includes(property.name)) used.add(property.name);
    if (type === 'UnaryExpression' && node.operator === 'typeof') ask(node.argument);
    if (type === 'BinaryExpression' && node.operator === 'in' && node.left.type === 'Literal') asked.add(node.left.value);
    if (type === 'IfStatement' || type === 'ConditionalExpression') ask(node.test);
    if (type === 'LogicalExpression') ask(node.left);
  });
  return [...used].filter((name) => !asked.has(name));
}

/** What a script says, without where and how it is written; the names of other scripts without what their files hold. */
export function sense(text) {
  const without = ['start', 'end', 'raw'];
  return JSON.stringify(tree(text), (key, value) => {
    if (without.includes(key) && typeof value !== 'object') return undefined;
    return key === 'value' && typeof value === 'string' ? value.replace(/^(\.\/.+)\.[0-9a-f]{10}\.js$/, '$1.js') : value;
  });
}

const SELECTORS = /:(is|where|has)\(|&|:not\([^)]*,/;
const PROPERTIES =
  /^(gap|row-gap|column-gap|inset.*|aspect-ratio|place-.*|(margin|padding|border)-(inline|block).*|(min-|max-)?(inline|block)-size|translate|rotate|scale)$/;
const VALUES = /\b(min|max|clamp|env|color-mix)\(|\d[dsl]v[hw]\b|\dcq|\b(rgb|hsl)a?\([^,]*\)|\b(min|max|fit)-content\b|\bclip\b/;

/** Selectors that would lose their rule, properties on which a layout rests, and values that no older one stands before. */
export function tooNewInStyle(text) {
  const found = [];
  for (const [, selector, block] of text.replace(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]+)\{([^{}]*)\}/g)) {
    if (SELECTORS.test(selector)) found.push(selector.trim());
    const said = new Set();
    for (const declaration of block.split(';').filter((part) => part.includes(':'))) {
      const property = declaration.slice(0, declaration.indexOf(':')).trim();
      const value = declaration.slice(declaration.indexOf(':') + 1);
      if (PROPERTIES.test(property)) found.push(property);
      if (VALUES.test(value) && !property.startsWith('--') && !said.has(property)) found.push(declaration.trim());
      said.add(property);
    }
  }
  return found;
}
