/* Sentences of the calculator taken apart where a reader takes breath: between conditions, at operators and comparisons; never inside
   a number, and never between a number and its unit. */

/* A document's number, a word of letters, a figure with its unit or as part of a date. */
const WHOLE = /〔\d+〕\d+号|\d*[A-Za-z][\dA-Za-z]*|(?:约 )?-?\d[\d,.]*(?:%|[年月日]| [\u4e00-\u9fff/]{1,6}(?![\u4e00-\u9fff/]))?/g;

/* A text in pieces, of which every other one, beginning with the second, must stay on one line. */
export function pieces(text) {
  const found = [];
  let from = 0;
  text.replace(WHOLE, (whole, at) => {
    found.push(text.slice(from, at), whole);
    from = at + whole.length;
  });
  found.push(text.slice(from));
  return found;
}

/* Writes a text into a place of the page so that no figure is broken. */
export function spell(place, text) {
  place.textContent = '';
  pieces(text).forEach((piece, index) => {
    if (index % 2 === 0) {
      place.appendChild(document.createTextNode(piece));
    } else {
      const whole = place.appendChild(document.createElement('span'));
      whole.className = 'whole';
      whole.textContent = piece;
    }
  });
}

/* The text between separators that stand outside of brackets; `isSeparator` gives the length of one at a place, or 0. */
function cut(text, isSeparator) {
  const found = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if ('（('.indexOf(text[at]) >= 0) depth += 1;
    if ('）)'.indexOf(text[at]) >= 0) depth -= 1;
    const length = depth === 0 ? isSeparator(text, at) : 0;
    if (length) {
      found.push(text.slice(from, at));
      from = at + length;
      at = from - 1;
    }
  }
  found.push(text.slice(from));
  return found;
}

/* The parts of a text between any of these separators; brackets are not looked into. */
export const split = (text, separators) => cut(text, (whole, at) => {
  const found = separators.filter((separator) => whole.substr(at, separator.length) === separator)[0];
  return found ? found.length : 0;
});

/* The conditions of a sentence, and what is missing for it. */
export const conditions = (text) => split(text, ['，且 ', '，或 ', '；', '。']).filter(Boolean);

/* How a sentence begins that says what is lacking; what a derivation rests on says it again by itself. */
export const LACKS = /^(还缺|原文没有定)：/;

const OPERATORS = ['=', '×', '÷', '+', '-'];
const COMPARISON = /^(是否)?不?[高低等]于$/;

/* A formula, a comparison or an answer in parts that read best on one line: a name, a figure, each with the operator before it. */
export function terms(text) {
  let before = '';
  return split(text.replace(/：(?=[^ ]{3})/g, '： ').replace(/([^ （(])（/, '$1 （'), [' ']).reduce((found, word) => {
    const begins = !found.length || OPERATORS.indexOf(word) >= 0 || COMPARISON.test(word) || COMPARISON.test(before) || /：$/.test(before);
    if (begins || OPERATORS.indexOf(before) < 0 && /^[\d（]/.test(word)) found.push(word);
    else found[found.length - 1] += ' ' + word;
    before = word;
    return found;
  }, []);
}

/* A sentence without the definitions that stand in brackets behind it, save those that `keeps` wants. */
export function withoutDefinitions(text, keeps) {
  let depth = 0;
  let from = 0;
  let kept = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '（') {
      if (depth === 0) {
        kept += text.slice(from, at);
        from = at;
      }
      depth += 1;
    } else if (text[at] === '）') {
      depth -= 1;
      if (depth === 0) {
        const bracket = text.slice(from, at + 1);
        if (bracket.indexOf(' = ') < 0 || keeps && keeps(bracket)) kept += bracket;
        from = at + 1;
      }
    }
  }
  return kept + text.slice(from);
}
