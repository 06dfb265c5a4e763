import { findParts } from '../test/real/parts.ts';

/** Said by `npm test`: the suites that need more than Node are not part of it. */
const parts = findParts();
const missing = [...parts.missing, ...parts.missingControllers];
console.log(
  missing.length === 0
    ? 'Not run here: the suites on real parts. All parts are there: npm run test:real'
    : [
        'Not run here: the suites on real parts (npm run test:real). Missing:',
        ...missing.map((line) => `  ${line}`),
      ].join('\n'),
);
