// Packages that ship as ES modules only and have to be transformed.
const esModules = [
  '@grafana/schema',
  '@wojtekmaj/date-utils',
  'd3-interpolate',
  'd3-scale-chromatic',
  'get-user-locale',
  'marked',
  'memoize',
  'mimic-function',
  'ol',
  'react-calendar',
  'react-colorful',
  'rxjs',
];

module.exports = {
  moduleNameMapper: {
    // Its main file is an .mjs, which Jest never transforms.
    '^d3-color$': '<rootDir>/node_modules/d3-color/dist/d3-color.js',
    '\\.css$': '<rootDir>/.config/jest/css.js',
    '^react-inlinesvg$': '<rootDir>/.config/jest/inlinesvg.js',
  },
  setupFilesAfterEnv: ['<rootDir>/.config/jest/setup.js'],
  testTimeout: 30_000,
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/**/*.test.{ts,tsx}'],
  transform: {
    '^.+\\.(t|j)sx?$': ['@swc/jest', { sourceMaps: 'inline', jsc: { parser: { syntax: 'typescript', tsx: true } } }],
  },
  transformIgnorePatterns: [`node_modules/(?!.*(${esModules.join('|')})/.*)`],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};
