/* Reads a page aloud, or the question and the result of 自查. Only a voice of the device itself is used: what another one reads is
   sent away. */

import { all, one, show } from './dom.js';

const button = one(document, '[data-speak]');

/* What is passed over: what one does rather than reads, where something is written, and what is closed. */
const SILENT = 'button:not([data-unknown]), nav, pre, .cite, .entry, .updated, details:not([open])';
const BLOCKS = 'p, li, legend, label, h1, h2, h3, h4, dt, dd, th, td, div';
const SIGNS = { '×': '乘', '÷': '除以', '=': '等于', '+': '加', '-': '减' };

if ('speechSynthesis' in window && 'SpeechSynthesisUtterance' in window) start(window.speechSynthesis);

function start(speech) {
  /* What is being read. A browser may forget an utterance that nothing holds, and then never says that it ended. */
  let reading = [];

  function offer() {
    show(button, Boolean(voice(speech)));
  }

  function read() {
    const speaker = voice(speech);
    reading = words().map((line) => {
      const utterance = new SpeechSynthesisUtterance(line);
      utterance.voice = speaker;
      utterance.lang = speaker.lang;
      utterance.rate = 0.9;
      return utterance;
    });
    if (!reading.length) return;
    const last = reading[reading.length - 1];
    last.onend = last.onerror = () => {
      if (reading.indexOf(last) >= 0) stop();
    };
    reading.forEach((utterance) => speech.speak(utterance));
    label();
  }

  function stop() {
    if (!reading.length) return;
    reading = [];
    speech.cancel();
    label();
  }

  function label() {
    show(one(button, '[data-idle]'), !reading.length);
    show(one(button, '[data-busy]'), reading.length > 0);
  }

  button.addEventListener('click', () => (reading.length ? stop() : read()));
  window.addEventListener('pagehide', stop);
  /* Another question, or the result, is on the page. */
  document.addEventListener('considered', stop, true);
  /* Voices come late; old browsers know no listeners here. */
  speech.onvoiceschanged = offer;
  offer();
}

/* A voice of the device for Mandarin, of the mainland if there is one. */
function voice(speech) {
  const tag = (voice) => voice.lang.replace('_', '-');
  const able = speech.getVoices().filter((voice) => voice.localService && /^(zh|cmn)\b(?!.*(HK|MO|yue))/i.test(tag(voice)));
  return able.filter((voice) => /CN|Hans|^zh$/i.test(tag(voice)))[0] || able[0];
}

/* What is to be read and can be seen, a line for each paragraph. */
function words() {
  const lines = [];
  let before;
  const places = all(document, '[data-read]');
  (places.length ? places : [one(document, 'main')]).forEach((place) => {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const around = walker.currentNode.parentElement;
      if (!around.getClientRects().length || around.closest(SILENT)) continue;
      const block = around.closest(BLOCKS);
      /* A telephone number is read digit by digit. */
      const text = around.closest('[href^="tel:"]') ? walker.currentNode.data.replace(/\d/g, '$& ') : walker.currentNode.data;
      if (block === before) lines.push(lines.pop() + text);
      else lines.push(text);
      before = block;
    }
  });
  return lines.map(spoken).filter((line) => /[\w\u4e00-\u9fff]/.test(line));
}

/* Figures and signs as they are said. */
function spoken(line) {
  return line.replace(/\s+/g, ' ').replace(/(\d),(?=\d{3})/g, '$1').replace(/〔|〕/g, ' ').replace(/\/(?=[\u4e00-\u9fff])/g, '每')
    .replace(/ ([×÷=+-]) /g, (found, sign) => SIGNS[sign]).trim();
}
