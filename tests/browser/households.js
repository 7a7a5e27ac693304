// Households at random, the same on every run.

/** Numbers that look random and are the same on every run (mulberry32). */
export function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A household: each question open, answered, or answered with a range; now and then something that cannot be taken. */
export function household(policy, random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const facts = {};
  for (const asked of policy.questions) {
    const { name } = asked;
    if (random() < 0.3) continue;
    const [low, high] = [asked.min, asked.max].map((end) => (end === null ? null : Number(end)));
    const number = () => {
      const top = high ?? one([100, 5000, 20000, 33600, 60000, 200000]);
      const value = (low ?? 0) + random() * (top - (low ?? 0));
      return asked.kind === 'money' && random() < 0.2 ? Math.round(value * 100) / 100 : Math.round(value);
    };
    if (asked.kind === 'yes-no') facts[name] = random() < 0.5;
    else if (asked.kind === 'choice') facts[name] = one(asked.options);
    else if (asked.kind === 'choices') facts[name] = asked.options.filter(() => random() < 0.3);
    else if (random() < 0.25) {
      const [a, b] = [number(), number()].sort((x, y) => x - y);
      facts[name] = one([{ low: a, high: b }, { low: a }, { high: b }]);
    } else facts[name] = one([number(), String(number()), 33600, null].filter((value) => value !== 33600 || asked.kind === 'money'));
  }
  return facts;
}
